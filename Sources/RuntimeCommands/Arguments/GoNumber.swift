/// Numbers of a command line, and Go's words for what is none.
enum GoNumber {
    /// Whether `text` is a whole number, however large.
    static func isDecimal(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        return hasDigitsAlone(digits)
    }

    /// The id of a user or a group. A sign or a space would make somebody else of it (CVE-2026-30892), and so would
    /// digits that do not fit.
    ///
    /// - Parameter kind: `uid` or `gid`, for the error.
    static func id(_ text: String, _ kind: String) throws(CommandError) -> UInt32 {
        let failure = "parsing \(text) as int for \(kind) failed: strconv.Atoi: parsing \(GoText.quoted(text)): "
        guard hasDigitsAlone(text[...]) else { throw CommandError(failure + "invalid syntax") }
        guard let number = UInt32(text) else { throw CommandError(failure + "value out of range") }
        guard number <= UInt32(Int32.max) else {
            throw CommandError("uids and gids must be in range 0-\(Int32.max)")
        }
        return number
    }

    private static func hasDigitsAlone(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
