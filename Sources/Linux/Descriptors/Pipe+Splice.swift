import CGuardian
public import SystemPackage

/// What is in pipes, moved and shown without a copy in this program. None of it waits, whatever the pipes' own modes.
extension Pipe {
    /// Shows up to `limit` bytes of a pipe in another one as well; they stay where they are (tee(2)).
    ///
    /// - Parameter pipe: the end that is read.
    /// - Parameter other: the end of the other that is written.
    /// - Returns: how many are in the other now; 0 at the end; nil when there is nothing, or no room, now.
    public static func show(
        _ pipe: FileDescriptor, in other: FileDescriptor, upTo limit: Int
    ) throws(LinuxError) -> Int? {
        try answer("show", pipe, cg_tee(pipe.rawValue, other.rawValue, limit))
    }

    /// Moves up to `limit` bytes from a file to another, of which one is a pipe (splice(2)).
    ///
    /// - Returns: how many were moved; 0 at the end; nil when there is nothing, or no room, now.
    public static func move(
        _ source: FileDescriptor, to target: FileDescriptor, upTo limit: Int
    ) throws(LinuxError) -> Int? {
        try answer("move", source, cg_splice_now(source.rawValue, target.rawValue, limit))
    }

    /// How many bytes wait in a pipe.
    public static func waitingBytes(in pipe: FileDescriptor) throws(LinuxError) -> Int {
        Int(try SystemCall.check("count bytes of", "descriptor \(pipe.rawValue)", cg_waiting_bytes(pipe.rawValue)))
    }

    private static func answer(
        _ operation: String, _ pipe: FileDescriptor, _ answer: Int
    ) throws(LinuxError) -> Int? {
        if answer == -Int(Errno.wouldBlock.rawValue) { return nil }
        return try SystemCall.check(operation, "descriptor \(pipe.rawValue)", answer)
    }
}
