import CGuardian
public import SystemPackage

/// Becoming another program (execve(2)).
///
/// Descriptors that are not close-on-exec go along, as do ignored and blocked signals.
public enum Execution {
    /// Becomes the program at `path`; what comes back is why not.
    public static func become(
        _ path: FilePath, arguments: [String], environment: [String]
    ) -> LinuxError {
        if let error = unusable(arguments, environment) { return error }
        let answer = withCStringArray(arguments) { arguments in
            withCStringArray(environment) { environment in
                path.withPlatformString { cg_execute($0, arguments, environment) }
            }
        }
        return .failed(operation: "exec", subject: path.string, errno: Errno(rawValue: -answer))
    }

    /// Becomes the program behind a descriptor, which may be a mere place and close-on-exec (execveat(2)); a script needs
    /// one that is not, errno `.noSuchFileOrDirectory` otherwise. What comes back is why not.
    public static func become(
        _ program: FileDescriptor, arguments: [String], environment: [String]
    ) -> LinuxError {
        if let error = unusable(arguments, environment) { return error }
        let answer = withCStringArray(arguments) { arguments in
            withCStringArray(environment) { environment in
                cg_execute_descriptor(program.rawValue, arguments, environment)
            }
        }
        let subject = "descriptor \(program.rawValue)"
        return .failed(operation: "exec", subject: subject, errno: Errno(rawValue: -answer))
    }

    /// Has the next exec close every descriptor from `first` on (CLOSE_RANGE_CLOEXEC, close_range(2)): what was opened
    /// without O_CLOEXEC, by whomever, does not reach the program.
    public static func closeOnExec(from first: Int32) throws(LinuxError) {
        try SystemCall.check(
            "close on exec", "from \(first)", cg_close_range(UInt32(bitPattern: max(first, 0)), UInt32.max, 1))
    }

    /// Closes every descriptor from `first` on but those in `kept`, now, whoever has it.
    public static func closeAll(from first: Int32, except kept: [FileDescriptor] = []) throws(LinuxError) {
        var next = UInt32(bitPattern: max(first, 0))
        for number in kept.map({ UInt32(bitPattern: $0.rawValue) }).sorted() where number >= next {
            if number > next { try close(next, number - 1) }
            next = number + 1
        }
        try close(next, UInt32.max)
    }

    private static func close(_ first: UInt32, _ last: UInt32) throws(LinuxError) {
        try SystemCall.check("close", "from \(first)", cg_close_range(first, last, 0))
    }

    /// Makes all signals default ones and unblocks them, for a program that is to begin as if started by init. For
    /// programs with one thread.
    public static func resetSignals() throws(LinuxError) {
        try SystemCall.check("reset signals", nil, cg_reset_signals())
    }

    /// Makes sure that the working folder is below the root folder of this process: a descriptor of the host's that
    /// leaked would otherwise be a way out (CVE-2024-21626). Asks the kernel itself, since the C library hides it.
    ///
    /// - Throws: `LinuxError.unusable`, in the words of runc's, when it is not; and when it was removed.
    public static func verifyWorkingDirectory() throws(LinuxError) {
        var path = [CChar](repeating: 0, count: 4096)
        let answer = cg_working_directory(&path, path.count)
        // A path that long has a beginning as well, and the kernel says ERANGE only of one that is reachable or not.
        if answer > 0, path[0] == CChar(bitPattern: UInt8(ascii: "/")) { return }
        if answer < 0, answer != -Int(Errno.noSuchFileOrDirectory.rawValue) {
            try SystemCall.check("ask for the working folder", nil, answer)
        }
        throw .unusable(
            "current working directory is outside of container mount namespace root -- possible container breakout detected"
        )
    }

    private static func unusable(_ arguments: [String], _ environment: [String]) -> LinuxError? {
        func hasNUL(_ strings: [String]) -> Bool { strings.contains { $0.utf8.contains(0) } }
        guard hasNUL(arguments) || hasNUL(environment) else { return nil }
        return .unusable("cannot execute: a NUL byte in its arguments or environment")
    }
}
