import Linux
import SystemPackage

/// The runtime's stay in namespaces that it enters only so that a child begins there.
struct NamespaceVisit {
    /// The runtime's own, in the order in which they were left.
    private var homes: [NamespacePlan.Joined] = []

    /// Enters one, or leaves nothing changed.
    mutating func enter(_ joined: NamespacePlan.Joined) throws(LibcontainerError) {
        let home = try Self.home(joined.kind)
        do {
            try Namespaces.enter(joined.descriptor, joined.kind)
        } catch {
            home.closeIgnoringErrors()
            throw .system(error)
        }
        homes.append(NamespacePlan.Joined(kind: joined.kind, descriptor: home))
    }

    /// Has the next child begin in a time namespace with these clocks.
    mutating func makeTime(_ clocks: [TimeOffset]) throws(LibcontainerError) {
        let home = try Self.home(.time)
        homes.append(NamespacePlan.Joined(kind: .time, descriptor: home))
        try system { () throws(LinuxError) in try Namespaces.unshare(.time) }
        try system { () throws(LinuxError) in try TimeOffset.apply(clocks) }
    }

    /// Has the next child begin in the pid namespace of a process.
    mutating func enterPIDs(ofProcess pidfd: FileDescriptor) throws(LibcontainerError) {
        let home = try Self.home(.pid)
        homes.append(NamespacePlan.Joined(kind: .pid, descriptor: home))
        try system { () throws(LinuxError) in try Namespaces.enter(.pid, ofProcess: pidfd) }
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
                failure = .system(error)
            }
            home.descriptor.closeIgnoringErrors()
        }
        if let failure { throw failure }
    }

    private static func home(_ kind: Linux.NamespaceKind) throws(LibcontainerError) -> FileDescriptor {
        try system { () throws(LinuxError) in try Namespaces.open(FilePath("/proc/self/ns/\(kind.fileName)"), kind) }
    }
}
