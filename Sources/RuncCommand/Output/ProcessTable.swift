public import Linux

/// What ps(1) says about a container's processes.
public struct ProcessTable: Sendable, Hashable {
    /// One process.
    public struct Row: Sendable, Hashable {
        /// Its number, as the host sees it.
        public var pid: PID
        /// Its fields, one for each header; the last may have blanks in it.
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

    /// Reads what `ps --format table` prints.
    ///
    /// - Throws: `RuncCommandError.malformedOutput` when there is no column PID, or a row is too short.
    public init(parsing output: [UInt8]) throws(RuncCommandError) {
        throw .malformedOutput(command: "ps", reason: "TODO")
    }
}
