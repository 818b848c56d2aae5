public import Linux

/// The file into which a runtime writes a process's number (`--pid-file`).
public enum PIDFile {
    /// The process number in `contents`: decimal, above zero, with white space around it at most.
    ///
    /// - Throws: `RuncCommandError.malformedPIDFile` for anything else, an empty file too.
    public static func parse(_ contents: [UInt8]) throws(RuncCommandError) -> PID {
        let text = RuntimeText.trimmed(String(decoding: contents.prefix(64), as: UTF8.self))
        let isDecimal = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isDecimal, contents.count <= 64, let number = Int32(text), let pid = PID(rawValue: number) else {
            throw .malformedPIDFile(contents: text)
        }
        return pid
    }
}
