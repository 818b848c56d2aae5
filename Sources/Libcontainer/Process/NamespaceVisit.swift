import Linux
import SystemPackage

/// The runtime's stay in namespaces that it enters only so that a child begins there.
struct NamespaceVisit {
    /// The runtime's own, in the order in which they were left.
    private var homes: [NamespacePlan.Joined] = []

    /// Enters some, and has the next child begin in a time namespace with these clocks, if there are any. Where that
    /// fails, `end` leads back.
    mutating func begin(_ joined: [NamespacePlan.Joined], _ clocks: [TimeOffset]?) throws(LibcontainerError) {
        // All before the first is entered: /proc may be another one then.
        for kind in joined.map(\.kind) + (clocks == nil ? [] : [.time]) {
            let home = try system { () throws(LinuxError) in
                try Namespaces.open(FilePath("/proc/self/ns/\(kind.fileName)"), kind)
            }
            homes.append(NamespacePlan.Joined(kind: kind, descriptor: home))
        }
        try system { () throws(LinuxError) in
            for namespace in joined { try Namespaces.enter(namespace.descriptor, namespace.kind) }
            guard let clocks else { return }
            try Namespaces.unshare(.time)
            try TimeOffset.apply(clocks)
        }
    }

    /// Goes back to where the runtime was.
    ///
    /// - Throws: when it cannot: then it must do nothing more, since it would do that to somebody else's.
    mutating func end() throws(LibcontainerError) {
        defer { homes = [] }
        var failure: LibcontainerError?
        for home in homes.reversed() {
            do {
                try Namespaces.enter(home.descriptor, home.kind)
            } catch {
                failure = .namespacesLost(error)
            }
            home.descriptor.closeIgnoringErrors()
        }
        if let failure { throw failure }
    }
}
