import Glibc
import Linux
import SystemPackage

/// Where bytes come from or go to, and how to do that without waiting.
struct StreamEnd {
    let descriptor: FileDescriptor
    /// Whether it is this program's alone, and closed as soon as it is of no more use.
    let isOwn: Bool
    /// Whether an attempt never waits; otherwise only one after a poll does not, and only one of so many bytes.
    let neverWaits: Bool

    /// The most bytes that are taken at once.
    static let limit = 64 * 1024

    var chunk: Int { neverWaits ? Self.limit : Int(PIPE_BUF) }

    /// An end of a pipe that this program has made.
    init(own descriptor: FileDescriptor) throws(LinuxError) {
        try descriptor.setNonBlocking()
        self.init(descriptor, isOwn: true, neverWaits: true)
    }

    /// One that is closed by somebody else, and never waits.
    init(lent descriptor: FileDescriptor) { self.init(descriptor, isOwn: false, neverWaits: true) }

    /// A standard stream of this program. Whether it waits is a property that others who have the same stream would share,
    /// so it is opened once more where that gives the same stream: not a file, which would have another position.
    init(standard stream: FileDescriptor, isInput: Bool) {
        do throws(LinuxError) {
            let type = try FileStatus.of(stream).type
            if type == .pipe || isatty(stream.rawValue) == 1 {
                let flags = (isInput ? O_RDONLY : O_WRONLY) | O_NONBLOCK | O_NOCTTY
                self.init(try FolderEntry.reopen(stream, flags: flags), isOwn: true, neverWaits: true)
            } else {
                self.init(stream, isOwn: false, neverWaits: type == .regular)
            }
        } catch {
            // It may be somebody else's, or closed.
            self.init(stream, isOwn: false, neverWaits: false)
        }
    }

    private init(_ descriptor: FileDescriptor, isOwn: Bool, neverWaits: Bool) {
        (self.descriptor, self.isOwn, self.neverWaits) = (descriptor, isOwn, neverWaits)
    }

    func close() { if isOwn { descriptor.closeIgnoringErrors() } }
}
