/// Rows of text below one another, as Go's tabwriter lays them out with spaces.
enum Columns {
    /// The rows, a line each. The last cell of a row is as long as it is.
    ///
    /// - Parameters:
    ///   - minimum: how wide a column is at least.
    ///   - padding: how many spaces follow the longest cell of a column.
    static func text(_ rows: [[String]], minimum: Int, padding: Int) -> String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.dropLast().enumerated() {
                if widths.count <= column { widths.append(minimum) }
                widths[column] = max(widths[column], cell.unicodeScalars.count + padding)
            }
        }
        var text = ""
        for row in rows {
            for (column, cell) in row.enumerated() {
                text += cell
                guard column < row.count - 1 else { continue }
                text += String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
            }
            text += "\n"
        }
        return text
    }
}
