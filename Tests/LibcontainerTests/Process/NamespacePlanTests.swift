import Glibc
import Linux
import SystemPackage
import Testing

@testable import Libcontainer

@Suite("How a container comes into its namespaces")
struct NamespacePlanTests {
    private func plan(_ entries: [NamespaceConfiguration.Entry]) throws -> NamespacePlan {
        var configuration = Configuration(rootFS: "/r")
        configuration.namespaces = NamespaceConfiguration(entries)
        return try NamespacePlan(configuration)
    }

    @Test("has the clone make new ones at once, but for those that need what comes before")
    func made() throws {
        let plan = try plan(NamespaceKind.allCases.map { .init($0) })
        defer { plan.close() }

        #expect(plan.made == [.user, .ipc, .uts, .network, .pid, .mount])
        #expect(plan.makesCgroup)
        #expect(plan.clocks == [])
    }

    @Test("has init enter what is joined, and the runtime what only children can be in")
    func joined() throws {
        let plan = try plan([
            .init(.network, path: "/proc/self/ns/net"), .init(.pid, path: "/proc/self/ns/pid"), .init(.mount),
        ])
        defer { plan.close() }

        #expect(plan.before.map(\.kind) == [.pid])
        #expect(plan.inside.map(\.kind) == [.network])
    }

    @Test("has the runtime enter all beside a new user namespace")
    func newUsers() throws {
        let plan = try plan([.init(.network, path: "/proc/self/ns/net"), .init(.user)])
        defer { plan.close() }

        #expect(plan.before.map(\.kind) == [.network])
        #expect(plan.inside.isEmpty)
    }

    @Test("refuses a namespace of another kind")
    func wrongKind() {
        #expect(throws: LibcontainerError.self) { try plan([.init(.network, path: "/proc/self/ns/ipc")]) }
    }
}
