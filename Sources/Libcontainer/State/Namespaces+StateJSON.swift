import Linux

extension NamespaceKind {
    /// Its name in runc's state file: `NEWPID`.
    var stateName: String {
        switch self {
        case .user: "NEWUSER"
        case .cgroup: "NEWCGROUP"
        case .ipc: "NEWIPC"
        case .uts: "NEWUTS"
        case .network: "NEWNET"
        case .pid: "NEWPID"
        case .mount: "NEWNS"
        case .time: "NEWTIME"
        }
    }

    /// The kind that runc's state file calls so; nil when there is none.
    init?(stateName: String) {
        guard let kind = Self.allCases.first(where: { $0.stateName == stateName }) else { return nil }
        self = kind
    }
}
