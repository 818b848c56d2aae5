import Libcontainer

/// The table of `list`, as Go's tabwriter lays it out: columns at least 12 wide, three spaces between.
enum ContainerTable {
    private static let heads = ["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]

    static func text(_ reports: [ContainerReport]) -> String {
        let rows =
            [heads]
            + reports.map {
                [$0.id, String($0.pid), $0.status.rawValue, $0.bundle, $0.created.text, $0.owner]
            }
        let widths = heads.indices.map { column in
            max(12, (rows.map { $0[column].count }.max() ?? 0) + 3)
        }
        var text = ""
        for row in rows {
            for (column, cell) in row.enumerated() {
                let isLast = column == row.count - 1
                text += cell + (isLast ? "" : String(repeating: " ", count: widths[column] - cell.count))
            }
            text += "\n"
        }
        return text
    }
}
