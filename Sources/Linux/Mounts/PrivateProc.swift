import Glibc
public import SystemPackage

/// A /proc of this process's own that nobody else sees or can mount over: writes through it reach the kernel and nothing
/// else (CVE-2025-52881).
public final class PrivateProc {
    private let root: FileDescriptor

    /// Its top; stays its own.
    public var descriptor: FileDescriptor { root }

    /// Makes one for this process's pid namespace, with processes only, and /proc/sys and the like, if asked for (then
    /// it is as large as any). Needs CAP_SYS_ADMIN, and in a user namespace a /proc that is all visible.
    ///
    /// - Parameter processesOnly: the option subset=pid, since Linux 5.8.
    public init(processesOnly: Bool = true) throws(LinuxError) {
        let context = try FileSystemContext("proc")
        if processesOnly { try context.set("subset", to: "pid") }
        root = try context.mount([.noSetID, .noDevices, .noExecution])
    }

    /// Takes over the descriptor of the top of a /proc that somebody else has made, after making sure that it is one:
    /// of the type, and its top (inode 1, PROC_ROOT_INO).
    public init(owning root: FileDescriptor) throws(LinuxError) {
        do throws(LinuxError) {
            let isTop = try FileStatus.of(root).inode == 1
            guard isTop, try FileSystemKind.of(root) == .proc else {
                throw .malformed(path: "descriptor \(root.rawValue)", reason: "it is not the top of a /proc")
            }
        } catch {
            root.closeIgnoringErrors()
            throw error
        }
        self.root = root
    }

    deinit { root.closeIgnoringErrors() }

    /// Opens a file, such as `self/attr/exec`: no link but `self` and `thread-self`, and nothing mounted over it.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    public func open(_ path: FilePath, _ mode: FileDescriptor.AccessMode) throws(LinuxError) -> FileDescriptor {
        // `self` is a link; a magic one would be refused.
        let how: Resolution = [.beneath, .noMounts, .noMagicLinks]
        let file = try how.open(path, from: root, flags: mode.rawValue | O_NOFOLLOW)
        do throws(LinuxError) {
            guard try FileSystemKind.of(file) == .proc else {
                throw .malformed(path: "/proc/\(path)", reason: "it is not of a /proc")
            }
            return file
        } catch {
            file.closeIgnoringErrors()
            throw error
        }
    }

    /// Writes to a file in one write(2).
    public func write(_ text: String, to path: FilePath) throws(LinuxError) {
        let file = try open(path, .writeOnly)
        defer { file.closeIgnoringErrors() }
        var text = text
        try SystemCall.run("write", "/proc/\(path)") {
            text.withUTF8 { Glibc.write(file.rawValue, $0.baseAddress, $0.count) }
        }
    }
}
