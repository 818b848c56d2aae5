import Garden
import Linux

extension TerminalSize {
    /// What a client asks for. Nothing, and a side of nothing, is what the original makes of it: 80 by 24.
    init(_ window: WindowSize?) {
        let (columns, rows) = (window?.columns ?? 0, window?.rows ?? 0)
        self.init(columns: columns == 0 ? 80 : columns, rows: rows == 0 ? 24 : rows)
    }
}
