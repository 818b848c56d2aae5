import CGuardian
import Glibc
public import SystemPackage

/// For programs with one thread: what is set here holds for the calling thread, or for all of them at once.
extension OwnProcess {
    /// Whether other processes of the same user may look into this one and trace it, and who owns its files in /proc
    /// (PR_SET_DUMPABLE). Changing ids, and executing, may set it again.
    public static func setDumpable(_ isDumpable: Bool) throws(LinuxError) {
        try SystemCall.check("set dumpable", nil, cg_set_dumpable(isDumpable ? 1 : 0))
    }

    /// Whether it may be looked into now.
    public static func isDumpable() throws(LinuxError) -> Bool {
        try SystemCall.check("ask for dumpable", nil, cg_get_dumpable()) == 1
    }

    /// Has a signal sent to this process when the thread that made it ends; nil: none (PR_SET_PDEATHSIG). The parent
    /// may have ended before: compare `parent` afterwards. A clone does not inherit it.
    public static func setParentDeathSignal(_ signal: Signal?) throws(LinuxError) {
        try SystemCall.check("set the parent death signal", nil, cg_set_parent_death_signal(signal?.rawValue ?? 0))
    }

    /// The name in /proc/self/comm, cut to 15 bytes (PR_SET_NAME).
    public static func setName(_ name: String) throws(LinuxError) {
        try SystemCall.check("set the process name", name, cg_set_name(name))
    }

    /// Its environment, `NAME=value` (environ(7)).
    public static var environment: [String] {
        var variables: [String] = []
        guard let list = cg_environment() else { return [] }
        while let variable = list[variables.count] { variables.append(String(cString: variable)) }
        return variables
    }

    /// The file mode bits that new files do not get (umask(2)).
    ///
    /// - Returns: what it was.
    @discardableResult
    public static func setFileModeMask(_ mask: FilePermissions) -> FilePermissions {
        FilePermissions(rawValue: umask(mask.rawValue))
    }

    /// How soon the kernel ends this process for want of memory, -1000 (never) to 1000 (proc_pid_oom_score_adj(5)). To go
    /// below what it was needs CAP_SYS_RESOURCE.
    public static func setOutOfMemoryScore(_ score: Int) throws(LinuxError) {
        try Files.overwrite("/proc/self/oom_score_adj", with: [UInt8]("\(score)".utf8))
    }

    /// The execution domain and its flags (personality(2)); 0 is Linux, 8 is 32-bit Linux.
    public static func setPersonality(_ persona: UInt32) throws(LinuxError) {
        let answer = cg_set_personality(UInt(persona))
        try SystemCall.check("set personality", hexadecimal(UInt64(persona)), answer)
    }

    /// The execution domain now.
    public static func personality() throws(LinuxError) -> UInt32 {
        UInt32(truncatingIfNeeded: try SystemCall.check("ask for the personality", nil, cg_get_personality()))
    }

    /// The name of the host in this UTS namespace (sethostname(2)), at most 64 bytes.
    public static func setHostName(_ name: String) throws(LinuxError) {
        try SystemCall.check("set host name", name, cg_set_host_name(name, name.utf8.count))
    }

    /// The NIS domain name in this UTS namespace (setdomainname(2)), at most 64 bytes.
    public static func setDomainName(_ name: String) throws(LinuxError) {
        try SystemCall.check("set domain name", name, cg_set_domain_name(name, name.utf8.count))
    }
}
