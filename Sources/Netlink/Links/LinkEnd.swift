import CGuardian
import Linux
public import SystemPackage

/// Tells of the end of one link.
///
/// Removing a link takes tens of milliseconds, most of them after nobody can see it any more: the kernel waits until it
/// may free the memory. This tells when it is gone for everybody.
public struct LinkEnd: ~Copyable, Sendable {
    /// Readable once the link is gone; owned by this value.
    public let descriptor: FileDescriptor

    /// Watches the link with this number in the program's own namespace from now on.
    public init(of index: Int32) throws(NetlinkError) {
        let answer = cg_link_end_socket(index)
        guard answer >= 0 else {
            throw .noSocket(
                .failed(operation: "watch link", subject: "\(index)", errno: Errno(rawValue: -answer)))
        }
        descriptor = FileDescriptor(rawValue: answer)
    }

    deinit { descriptor.closeIgnoringErrors() }
}
