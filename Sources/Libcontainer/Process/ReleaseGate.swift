import Glibc
import Linux
import SystemPackage

/// Where a created container waits until `start` lets it go on: a named pipe in its folder.
struct ReleaseGate {
    private let place: FileDescriptor
    /// The folder with this process's descriptors, in some /proc: there a place becomes a pipe.
    private var descriptors: FileDescriptor

    /// Takes hold of what may be needed of the host's /proc while that is there.
    ///
    /// - Returns: nil when there is no pipe.
    init?(_ pipe: FileDescriptor?) throws(LibcontainerError) {
        guard let pipe else { return nil }
        let number = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else {
            throw .system(.failed(operation: "open", subject: "/proc/self/fd", errno: Errno(rawValue: errno)))
        }
        (place, descriptors) = (pipe, FileDescriptor(rawValue: number))
    }

    /// Takes the container's own /proc for it, or one that nobody sees: from the host's, which stays open for as long as
    /// nobody starts the container, whoever may trace init would get to all of the host's processes. Only who has neither,
    /// in a user namespace without a /proc, keeps that.
    mutating func takeOwnProc() {
        guard let own = Self.containerProc() ?? Self.hiddenProc() else { return }
        descriptors.closeIgnoringErrors()
        descriptors = own
    }

    private static func containerProc() -> FileDescriptor? {
        do {
            let top = try FileDescriptor.open("/proc", .readOnly, options: [.directory, .closeOnExec, .noFollow])
            return try PrivateProc(owning: top).open("self/fd", .readOnly)
        } catch {
            // None, or it is something else.
            return nil
        }
    }

    private static func hiddenProc() -> FileDescriptor? {
        do {
            return try PrivateProc().open("self/fd", .readOnly)
        } catch {
            // Not for us to make.
            return nil
        }
    }

    /// Closes everything from `first` on but what it takes to wait, and `kept`: a created container may wait for long,
    /// and whatever of the host is open in it would be there to be found.
    func closeOthers(from first: Int32, but kept: [FileDescriptor]) throws(LibcontainerError) {
        try system { () throws(LinuxError) in
            try Execution.closeAll(from: first, except: [place, descriptors] + kept)
        }
    }

    /// Waits until somebody opens the other end, and tells that he was heard, as runc does: by the byte `0`.
    func pass() throws(LibcontainerError) {
        var number: Int32 = -1
        repeat {
            number = openat(descriptors.rawValue, "\(place.rawValue)", O_WRONLY | O_CLOEXEC)
        } while number < 0 && errno == EINTR
        guard number >= 0 else { throw Self.failure("open") }
        let pipe = FileDescriptor(rawValue: number)
        defer { pipe.closeIgnoringErrors() }
        try system { () throws(LinuxError) in _ = try pipe.writeNow([UInt8(ascii: "0")]) }
        place.closeIgnoringErrors()
        descriptors.closeIgnoringErrors()
    }

    private static func failure(_ operation: String) -> LibcontainerError {
        .system(.failed(operation: operation, subject: "exec.fifo", errno: Errno(rawValue: errno)))
    }
}
