/// Something in which the runtimes differ, and are right to, as far as a caller can tell.
///
/// `docs/runtimes.md` has all of them as a table.
struct Difference: Sendable, Hashable {
    /// What they are seen to do.
    let behaviour: String
    private let runc: String
    private let crun: String
    private let own: String
    /// Why our own does what it does.
    let reason: String

    init(_ behaviour: String, runc: String, crun: String, own: String, because reason: String) {
        (self.behaviour, self.runc, self.crun, self.own, self.reason) = (behaviour, runc, crun, own, reason)
    }

    /// What a runtime does.
    func expected(of contender: Contender) -> String {
        switch contender {
        case .runc: runc
        case .crun: crun
        case .own: own
        }
    }

    /// The head of the table in the document.
    static let head = ["behaviour", "runc 1.1.5", "crun 1.8.1", "gdn-runc", "because"]

    /// The cells of the table's row.
    var cells: [String] { [behaviour, runc, crun, own, reason].map { $0.isEmpty ? "nothing" : $0 } }

    /// All of them, in the document's order.
    static let all = ofCommands + ofLife + ofProcesses + ofContainers
}
