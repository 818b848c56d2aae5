import CGuardian
import Glibc
import Linux
import SystemPackage

/// The way of this process, which has one thread, into a container. There is none back.
struct ContainerEntry {
    /// What a container's root has when it has a user namespace (the default set of bundles), in the kernel's numbers.
    private static let ofContainerRoot: Set<String> = [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL",
        "CAP_AUDIT_WRITE",
    ]

    private static let longestAccounts = 4 << 20

    /// Joins cgroups, each in one hierarchy, so that what is done here counts as the container's, also when its memory
    /// runs out.
    static func join(_ folders: [FilePath]) throws(ArchiveError) {
        try unshield()
        for folder in folders {
            // A thread that moves itself does not wait for all processors, as a whole process does in version 1.
            let threads = folder.appending("tasks")
            let file = Files.exists(threads) ? threads : folder.appending("cgroup.procs")
            try entering { () throws(LinuxError) in try Files.overwrite(file, with: [UInt8(ascii: "0")]) }
        }
    }

    /// Gives up the shield from the OOM killer that a server may have and its children inherit: in a container that is out
    /// of memory the kernel would kill all others first, or find nothing to kill (proc_pid_oom_score_adj(5)).
    ///
    /// - Parameter file: tests have another; the real one lets only the privileged go below what they have.
    static func unshield(_ file: FilePath = "/proc/self/oom_score_adj") throws(ArchiveError) {
        try entering { () throws(LinuxError) in
            // Whoever is to be killed sooner than others stays so, which would take a privilege to change.
            guard try Files.read(file).first == UInt8(ascii: "-") else { return }
            try Files.overwrite(file, with: [UInt8(ascii: "0")])
        }
    }

    /// Enters the namespaces of a container and becomes its root, with no more power than that has there.
    ///
    /// A container without a user namespace of its own shares ours: then this process keeps what it has.
    ///
    /// - Parameter initProcess: a pidfd of its init; closed on success.
    static func enter(_ initProcess: FileDescriptor) throws(ArchiveError) {
        try check("hide this process", cg_hide_process())
        let shared = try check("look at the container's init", cg_shares_user_namespace(initProcess.rawValue)) != 0
        try check("enter the container", cg_enter_process(initProcess.rawValue, shared ? 0 : 1))
        initProcess.closeIgnoringErrors()
        try check("become root in the container", cg_become_user(0, 0, nil, 0))
        if !shared { try keep(ofContainerRoot) }
        try check("hide this process", cg_hide_process())
    }

    /// Becomes one of the container's users; only root keeps what it has.
    static func become(_ user: ResolvedUser) throws(ArchiveError) {
        let groups = user.additionalGroups
        try check(
            "become user \(user.uid)", cg_become_user(user.uid, user.gid, groups, groups.count))
        if user.uid != 0 { try keep([]) }
        try check("hide this process", cg_hide_process())
    }

    /// Gives up all capabilities but these, for good.
    static func keep(_ names: Set<String>) throws(ArchiveError) {
        let bits = names.compactMap { Capability(name: $0) }.reduce(UInt64(0)) { $0 | 1 << UInt64($1.rawValue) }
        try check("give up capabilities", cg_keep_capabilities(bits))
    }

    /// The text of a file of accounts in the container; nil: there is none. Only a regular file is read, since opening
    /// others can wait or act.
    static func accounts(_ path: FilePath) throws(ArchiveError) -> [UInt8]? {
        var status = stat()
        let number = Call.errorNumber { path.withPlatformString { stat($0, &status) } }
        if number == ENOENT || number == ENOTDIR { return nil }
        guard number == 0 else { throw .failed(path: path.string, errno: Errno(rawValue: number)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .entering("\(path): it is no regular file") }
        // A pipe that has taken its place by now must not keep this waiting; it is empty.
        let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let file = FileDescriptor(
            rawValue: try Call.run(path.string) { path.withPlatformString { open($0, flags) } })
        defer { file.closeIgnoringErrors() }
        var contents: [UInt8] = []
        while true {
            let part = try entering { () throws(LinuxError) in try file.readNow(upTo: 1 << 16) } ?? []
            if part.isEmpty { return contents }
            contents += part
            guard contents.count <= longestAccounts else {
                throw .entering("\(path): it is longer than \(longestAccounts) bytes")
            }
        }
    }

    static func entering<Answer>(_ body: () throws(LinuxError) -> Answer) throws(ArchiveError) -> Answer {
        do {
            return try body()
        } catch {
            throw .entering("\(error)")
        }
    }

    @discardableResult
    private static func check(_ operation: String, _ answer: Int32) throws(ArchiveError) -> Int32 {
        guard answer < 0 else { return answer }
        throw .entering("\(operation): \(Errno(rawValue: -answer))")
    }
}
