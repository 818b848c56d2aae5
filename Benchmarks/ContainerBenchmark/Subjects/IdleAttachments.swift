import Garden
import GardenClient

/// What processes that say nothing, with a caller attached to each, cost the server.
struct IdleAttachments {
    private static let containers = 10
    private static let processes = 500
    /// One for the process, one for each output.
    private static let connections = 3

    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        try await ServerUnderTest.running(setting, runtime: Setting.ownRuntime, tag: "i") { server in
            let handles = try (0..<Self.containers).map { try Handle("idle-\($0)") }
            try await server.create(handles.map(\.value))
            // The first calls make what all share.
            let first = try await server.runIdle(handles)
            let before = try server.memory()
            let idle = try await server.runIdle((0..<Self.processes).map { handles[$0 % handles.count] })
            let after = try server.memory()
            withExtendedLifetime((first, idle)) {}

            let streams = Self.processes * Self.connections
            Table.values("the server with \(streams) idle streams (\(Self.processes) processes)")
            Table.value("what they add, its own", (after.own - before.own) / 1e6, "MB", budget: .atMost(30))
            Table.value("for each stream", (after.own - before.own) / Double(streams) / 1e3, "kB", budget: .atMost(12))
        }
    }
}
