import CNetlink
import Glibc
public import Linux
import SystemPackage

/// A conversation with the kernel about links, addresses and routes of one network namespace.
///
/// Its calls block until the kernel has answered, for microseconds. Any thread may use it, one at a time.
public struct NetlinkSocket: ~Copyable {
    /// What is added to the kernel's error numbers so that libnl hands them through beside its own.
    private static let kernelErrors: Int32 = 1000

    let handle: OpaquePointer

    /// Speaks about this program's own namespace.
    public init() throws(NetlinkError) {
        let descriptor = Glibc.socket(AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), NETLINK_ROUTE)
        guard descriptor >= 0 else {
            throw .noSocket(
                .failed(operation: "make a socket", subject: nil, errno: Errno(rawValue: Glibc.errno)))
        }
        try self.init(owning: FileDescriptor(rawValue: descriptor))
    }

    /// Speaks about another namespace. The calling thread is back in its own when this returns.
    public init(in namespace: borrowing NetworkNamespace) throws(NetlinkError) {
        let descriptor: FileDescriptor
        do {
            descriptor = try namespace.makeSocket(
                domain: AF_NETLINK, type: Int32(SOCK_RAW.rawValue), protocol: NETLINK_ROUTE)
        } catch {
            throw .noSocket(error)
        }
        try self.init(owning: descriptor)
    }

    private init(owning descriptor: FileDescriptor) throws(NetlinkError) {
        guard let handle = nl_socket_alloc() else {
            descriptor.closeIgnoringErrors()
            throw .noSocket(.failed(operation: "make a socket", subject: nil, errno: .noMemory))
        }
        let answer = nl_socket_set_fd(handle, NETLINK_ROUTE, descriptor.rawValue)
        guard answer == 0 else {
            nl_socket_free(handle)
            descriptor.closeIgnoringErrors()
            throw .failed(operation: "set up", subject: "a netlink socket", reason: Self.text(answer))
        }
        self.handle = handle
        // Looking at the length first would be a second system call for each answer; the kernel cuts what it sends to
        // the size of the buffer it sees.
        nl_socket_disable_msg_peek(handle)
        nl_socket_set_msg_buf_size(handle, 32 << 10)
        // libnl has one number for many of the kernel's.
        nl_socket_modify_err_cb(
            handle, NL_CB_CUSTOM, { _, message, _ in (message?.pointee.error ?? 0) - NetlinkSocket.kernelErrors }, nil)
    }

    deinit { nl_socket_free(handle) }

    /// Sends one request and waits for the kernel's answer.
    func send(
        _ request: (type: Int, flags: Int32), _ body: MessageBody, _ operation: String, _ subject: String
    ) throws(NetlinkError) {
        guard let message = nlmsg_alloc_simple(Int32(request.type), request.flags) else {
            throw .refused(operation: operation, subject: subject, errno: .noMemory)
        }
        // Takes a pointer to what may change, and changes nothing.
        var bytes = body.bytes
        let appended = nlmsg_append(message, &bytes, bytes.count, 0)
        guard appended == 0 else {
            nlmsg_free(message)
            throw Self.error(appended, operation, subject)
        }
        try Self.check(nl_send_sync(handle, message), operation, subject)
    }

    /// Takes libnl's answer: nothing to complain of, or an error below zero.
    static func check(_ answer: Int32, _ operation: String, _ subject: String) throws(NetlinkError) {
        if answer < 0 { throw error(answer, operation, subject) }
    }

    private static func error(_ answer: Int32, _ operation: String, _ subject: String) -> NetlinkError {
        if answer <= -kernelErrors {
            return .refused(operation: operation, subject: subject, errno: Errno(rawValue: -answer - kernelErrors))
        }
        // Some of libnl's functions replace the callback that keeps the kernel's number.
        switch -answer {
        case NLE_NODEV: return .refused(operation: operation, subject: subject, errno: Errno(rawValue: ENODEV))
        case NLE_OBJ_NOTFOUND: return .refused(operation: operation, subject: subject, errno: .noSuchFileOrDirectory)
        default: return .failed(operation: operation, subject: subject, reason: text(answer))
        }
    }

    private static func text(_ answer: Int32) -> String { String(cString: nl_geterror(answer)) }
}
