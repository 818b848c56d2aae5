import JSON
import Linux

extension TerminalSize {
    var wire: JSONValue { ["columns": .integer(columns), "rows": .integer(rows)] }

    /// Nil for what is no size.
    init?(wire: JSONValue?) {
        guard let columns: UInt16 = wire?["columns"]?.integer(), let rows: UInt16 = wire?["rows"]?.integer() else {
            return nil
        }
        self.init(columns: columns, rows: rows)
    }
}
