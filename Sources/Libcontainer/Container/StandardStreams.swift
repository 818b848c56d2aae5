import Glibc
import Linux
public import SystemPackage

/// What a program has as its standard input, output, and error output. The descriptors are the caller's.
public struct StandardStreams: Sendable, Hashable {
    /// To be read by it.
    public var input: FileDescriptor
    /// To be written by it.
    public var output: FileDescriptor
    /// To be written by it.
    public var error: FileDescriptor

    /// These three, whose files are given to the container's root: they are nobody else's, such as pipes just made.
    public init(input: FileDescriptor, output: FileDescriptor, error: FileDescriptor) {
        (self.input, self.output, self.error) = (input, output, error)
    }

    /// Those of the calling process.
    static let own = Self(input: .standardInput, output: .standardOutput, error: .standardError)

    var all: [FileDescriptor] { [input, output, error] }

    /// What /proc calls their files; an empty text is one that is closed.
    var names: [String] {
        all.map { stream in
            do {
                return try Files.readLink(FilePath("/proc/self/fd/\(stream.rawValue)")).string
            } catch {
                return ""
            }
        }
    }

    /// Gives the files behind them away, as far as they are not that owner's anyhow: what this process has made is its own.
    func give(to owner: FileOwner) throws(LibcontainerError) {
        guard owner != FileOwner(user: geteuid(), group: getegid()) else { return }
        for stream in all { try system { () throws(LinuxError) in try stream.setOwner(owner) } }
    }

    /// Makes them the standard streams of the calling process.
    func place() throws(LibcontainerError) {
        for (number, stream) in all.enumerated() where dup2(stream.rawValue, Int32(number)) < 0 {
            throw .system(.failed(operation: "place", subject: "stream \(number)", errno: Errno(rawValue: errno)))
        }
    }
}
