import CGuardian
import SystemPackage

/// Users and groups of this process (credentials(7)); for programs with one thread: the C library's calls would change
/// those of all threads, these change the calling one's.
public enum Credentials {
    /// The supplementary groups (setgroups(2)); needs CAP_SETGID. Errno `.notPermitted` too when the user namespace
    /// denies it, or its groups are not mapped yet.
    public static func setGroups(_ groups: [UInt32]) throws(LinuxError) {
        try SystemCall.check("set groups", "\(groups)", cg_set_groups(groups, groups.count))
    }

    /// Real, effective, saved and file system group (setresgid(2)). Errno `.invalidArgument`: the user namespace does
    /// not map it, or it is 4294967295, which the system call takes for "as it is".
    public static func setGroup(_ group: UInt32) throws(LinuxError) {
        try refuseNobody(group, "set group")
        try SystemCall.check("set group", "\(group)", cg_set_group(group))
    }

    /// Real, effective, saved and file system user (setresuid(2)). From 0 to another all capabilities go, except what
    /// `ProcessCapabilities.setKeptOverUserChange` keeps; dumpable goes too. Errors are those of `setGroup`.
    public static func setUser(_ user: UInt32) throws(LinuxError) {
        try refuseNobody(user, "set user")
        try SystemCall.check("set user", "\(user)", cg_set_user(user))
    }

    private static func refuseNobody(_ number: UInt32, _ operation: String) throws(LinuxError) {
        guard number == .max else { return }
        throw .failed(operation: operation, subject: "\(number)", errno: .invalidArgument)
    }

    /// No program that is executed from now on gains privileges by being executed, for good (PR_SET_NO_NEW_PRIVS).
    public static func renounceNewPrivileges() throws(LinuxError) {
        try SystemCall.check("renounce new privileges", nil, cg_renounce_new_privileges())
    }

    /// Whether that is so.
    public static func haveRenouncedNewPrivileges() throws(LinuxError) -> Bool {
        try SystemCall.check("ask for no_new_privs", nil, cg_has_no_new_privileges()) == 1
    }
}
