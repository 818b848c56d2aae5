/// What ps(1) writes: a row of heads, and a row for each process.
enum ProcessTable {
    /// The heads, and the rows of `pids`.
    static func rows(of pids: Set<Int32>, in table: [UInt8]) throws(CommandError) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        let lines = table.split(separator: newline, omittingEmptySubsequences: false)
        let heads = lines.first ?? []
        guard let column = fields(heads).firstIndex(where: { $0.elementsEqual("PID".utf8) }) else {
            throw CommandError("couldn't find PID field in ps output")
        }
        var rows = Array(heads) + [newline]
        for line in lines.dropFirst() where !line.isEmpty {
            let fields = fields(line)
            let text = fields.indices.contains(column) ? String(decoding: fields[column], as: UTF8.self) : ""
            guard let pid = Int32(text) else {
                throw CommandError(
                    "unable to parse pid: strconv.Atoi: parsing \(GoText.quoted(text)): invalid syntax")
            }
            if pids.contains(pid) { rows += line + [newline] }
        }
        return rows
    }

    private static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}
