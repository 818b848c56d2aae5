/// Columns of text: the first to the left, as names are, the others to the right, as numbers are.
struct TextTable {
    private var rows: [[String]]

    /// A table with `titles` above its columns.
    init(_ titles: [String]) { rows = [titles] }

    /// Adds a row, which has as many columns as there are titles.
    mutating func add(_ row: [String]) { rows.append(row) }

    /// The lines, without white space at their ends.
    var lines: [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
        }
    }
}

/// Amounts in units that people read.
enum ReadableAmount {
    /// `512B`, `1.5M`: in powers of 1024, with one digit behind the point.
    static func bytes(_ bytes: UInt64) -> String {
        let units = ["B", "K", "M", "G", "T", "P", "E"]
        var unit = 0
        while unit + 1 < units.count, bytes >> (10 * UInt64(unit + 1)) > 0 { unit += 1 }
        if unit == 0 { return "\(bytes)B" }
        let tenths = (bytes >> (10 * UInt64(unit - 1))) * 10 / 1024
        return "\(tenths / 10).\(tenths % 10)\(units[unit])"
    }

    /// `1.250s`: seconds to the millisecond.
    static func time(nanoseconds: UInt64) -> String {
        let milliseconds = nanoseconds / 1_000_000
        let rest = "\(milliseconds % 1000)"
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)s"
    }

    /// `3d4h`, `4h5m`, `5m6s`, `6s`: the two largest units.
    static func age(_ age: Duration) -> String {
        let seconds = max(age.components.seconds, 0)
        let units: [(name: String, seconds: Int64)] = [("d", 86400), ("h", 3600), ("m", 60), ("s", 1)]
        let first = units.firstIndex { seconds >= $0.seconds } ?? units.count - 1
        var rest = seconds
        return units[first...].prefix(2).map { unit in
            defer { rest %= unit.seconds }
            return "\(rest / unit.seconds)\(unit.name)"
        }.joined()
    }
}
