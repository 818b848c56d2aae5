import CGuardian
public import SystemPackage

/// Leaving namespaces for others (namespaces(7)).
///
/// What is entered or left holds for the calling thread: `unshare` and `enter` are for programs with one thread only.
public enum Namespaces {
    /// Leaves these namespaces for new ones (unshare(2)). New ones of processes and of time are for children made from
    /// now on; a time namespace's clocks can be set until the first child is there (`TimeOffset`).
    public static func unshare(_ kinds: NamespaceFlags) throws(LinuxError) {
        try SystemCall.check("leave namespaces", hexadecimal(kinds.rawValue), cg_unshare(kinds.rawValue))
    }

    /// Enters one namespace (setns(2)). One of processes is for children made from now on.
    ///
    /// - Parameter kind: errno `.invalidArgument` when it is of another kind; nil: whatever it is.
    public static func enter(_ namespace: FileDescriptor, _ kind: NamespaceKind? = nil) throws(LinuxError) {
        let answer = cg_setns(namespace.rawValue, kind?.flag.rawValue ?? 0)
        try SystemCall.check("enter a namespace", kind?.rawValue, answer)
    }

    /// Enters these namespaces of a process all at once, or none of them (setns(2) of a pidfd, since Linux 5.8). Root
    /// folder and working folder are then those of its mount namespace.
    public static func enter(_ kinds: NamespaceFlags, ofProcess pidfd: FileDescriptor) throws(LinuxError) {
        let answer = cg_setns(pidfd.rawValue, kinds.rawValue)
        try SystemCall.check("enter namespaces of a process", hexadecimal(kinds.rawValue), answer)
    }

    /// Opens the file of a namespace and makes sure that it is one of this kind.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    /// - Throws: `LinuxError.malformed` for any other file, and for a namespace of another kind.
    public static func open(_ path: FilePath, _ kind: NamespaceKind) throws(LinuxError) -> FileDescriptor {
        let answer = path.withPlatformString { cg_open_namespace($0) }
        let file = FileDescriptor(rawValue: try SystemCall.check("open namespace", path.string, answer))
        do throws(LinuxError) {
            let found = try Self.kind(of: file)
            if found == kind { return file }
            let what = found.map { "it is a \($0.rawValue) namespace" } ?? "it is no namespace"
            throw .malformed(path: path.string, reason: "\(what) instead of a \(kind.rawValue) namespace")
        } catch {
            file.closeIgnoringErrors()
            throw error
        }
    }

    /// Opens a namespace of a process; owned by the caller.
    public static func open(_ kind: NamespaceKind, of pid: PID) throws(LinuxError) -> FileDescriptor {
        try open(FilePath("/proc/\(pid)/ns/\(kind.fileName)"), kind)
    }

    /// The kind of namespace that a file is (NS_GET_NSTYPE, ioctl_nsfs(2)); nil: it is none.
    public static func kind(of file: FileDescriptor) throws(LinuxError) -> NamespaceKind? {
        let answer = cg_namespace_type(file.rawValue)
        // What a file that is no namespace answers depends on what it is.
        if answer == -Int(Errno.inappropriateIOCTLForDevice.rawValue) || answer == -Int(Errno.invalidArgument.rawValue)
        {
            return nil
        }
        if answer == -Int(Errno.badFileDescriptor.rawValue), file.isOpen { return nil }
        let flag = try SystemCall.check("ask for the kind of", "a namespace", answer)
        return NamespaceKind(flag: NamespaceFlags(rawValue: UInt64(flag)))
    }
}

/// `0x20000`
func hexadecimal(_ number: UInt64) -> String { "0x" + String(number, radix: 16) }
