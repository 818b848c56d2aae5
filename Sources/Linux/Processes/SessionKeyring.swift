import CGuardian

/// The keyring that a session's processes share (session-keyring(7)). For programs with one thread.
public enum SessionKeyring {
    /// Joins the one with this name, which is made if need be; children inherit it.
    ///
    /// Errno `.noFunction`: the kernel has no keys; `.diskQuotaExceeded`: the user has too many;
    /// `.permissionDenied`: there is one of that name, and it may not be searched.
    ///
    /// - Returns: its number.
    public static func join(_ name: String) throws(LinuxError) -> Int32 {
        Int32(truncatingIfNeeded: try SystemCall.check("join session keyring", name, cg_join_session_keyring(name)))
    }

    /// Its permissions: a byte each for possessor, user, group and others, from the top (keyctl_setperm(3)).
    public static func permissions(of keyring: Int32) throws(LinuxError) -> UInt32 {
        UInt32(truncatingIfNeeded: try SystemCall.check("describe keyring", "\(keyring)", cg_key_permissions(keyring)))
    }

    /// Adds permissions to what it has.
    public static func allow(_ permissions: UInt32, of keyring: Int32) throws(LinuxError) {
        let all = try self.permissions(of: keyring) | permissions
        try SystemCall.check("set permissions of keyring", "\(keyring)", cg_set_key_permissions(keyring, all))
    }
}
