import Libcontainer

/// The table of `list`: columns at least 12 wide, three spaces between.
enum ContainerTable {
    private static let heads = ["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]

    static func text(_ reports: [ContainerReport]) -> String {
        let rows = reports.map { [$0.id, String($0.pid), $0.status.rawValue, $0.bundle, $0.created.text, $0.owner] }
        return Columns.text([heads] + rows, minimum: 12, padding: 3)
    }
}
