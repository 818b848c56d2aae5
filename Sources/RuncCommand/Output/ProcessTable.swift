public import Linux

/// What ps(1) says about a container's processes.
public struct ProcessTable: Sendable, Hashable {
    /// One process.
    public struct Row: Sendable, Hashable {
        /// Its number, as the host sees it.
        public var pid: PID
        /// Its fields, one for each header. The last is the rest of its line, with the blanks inside it as they were;
        /// empty when ps(1) had nothing to say there.
        public var fields: [String]

        /// A row.
        public init(pid: PID, fields: [String]) { (self.pid, self.fields) = (pid, fields) }
    }

    /// The names of the columns.
    public var headers: [String]
    /// The processes, in the order of ps(1).
    public var rows: [Row]

    /// A table.
    public init(headers: [String], rows: [Row]) { (self.headers, self.rows) = (headers, rows) }

    /// Reads what `ps --format table` prints. The first line names the columns, of which the last one called exactly `PID`
    /// has the process's number; rows with `-` there, which stand for threads, are left out, and so are blank lines.
    /// Nothing printed is a table of nothing. Only white space of ASCII separates.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` when there is no column `PID`, a row is too short, or has no process
    ///   number in that column.
    public init(parsing output: [UInt8]) throws(RuncCommandError) {
        let lines = RuntimeText.lines(output)
        self.init(headers: lines.first.map { Self.fields(in: $0, upTo: .max) } ?? [], rows: [])
        guard !lines.isEmpty else { return }
        guard let column = headers.lastIndex(of: "PID") else {
            throw .malformedOutput(command: "ps", reason: "no column is called PID")
        }
        for line in lines.dropFirst() {
            let fields = Self.fields(in: line, upTo: headers.count)
            guard fields.count >= max(headers.count - 1, column + 1) else {
                throw .malformedOutput(command: "ps", reason: "too few columns in '\(Self.beginning(of: line))'")
            }
            if fields[column] == "-" { continue }
            guard let pid = Self.processNumber(fields[column]) else {
                throw .malformedOutput(command: "ps", reason: "'\(fields[column].prefix(64))' is no process number")
            }
            rows.append(Row(pid: pid, fields: fields + (fields.count < headers.count ? [""] : [])))
        }
    }

    private static func fields(in line: ArraySlice<UInt8>, upTo count: Int) -> [String] {
        line.split(maxSplits: count - 1, whereSeparator: RuntimeText.isBlank)
            .map { String(decoding: RuntimeText.trimmed($0), as: UTF8.self) }
    }

    private static func processNumber(_ field: String) -> PID? {
        guard field.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int32(field).flatMap(PID.init(rawValue:))
    }

    private static func beginning(of line: ArraySlice<UInt8>) -> String {
        String(decoding: line.prefix(64), as: UTF8.self)
    }
}
