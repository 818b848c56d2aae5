import Garden
import GardenClient
import Linux
import RuncCommand
import SystemPackage

/// The memory of what stays beside each container: its tracker and its init.
struct Supervisors {
    private static let count = 20

    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        try await ServerUnderTest.running(setting, runtime: Setting.reference, tag: "s") { server in
            let handles = try (0..<Self.count).map { try Handle("kept-\($0)") }
            try await server.create(handles.map(\.value))
            // Held, because dropping one closes its connections, and measured is what an attached caller costs too.
            var processes: [any Process] = []
            for handle in handles {
                let spec = ProcessSpec(path: "/bin/sleep", arguments: ["1000"])
                processes.append(try await server.backend.assumedContainer(handle).run(spec))
            }
            let trackers = try handles.map { try memory("tracker.pid", of: $0, server) }.reduce(MemoryUse(), +)
            let inits = try handles.map { try memory("init.pid", of: $0, server) }.reduce(MemoryUse(), +)
            withExtendedLifetime(processes) {}

            Table.values("for each of \(Self.count) containers with one process each")
            let scale = Double(Self.count) * 1e3
            for (name, use) in [("tracker", trackers), ("init", inits)] {
                Table.value("\(name), proportional", use.proportional / scale, "kB")
                Table.value("\(name), its own", use.own / scale, "kB")
            }
            let both = trackers + inits
            Table.value("both, proportional", both.proportional / scale, "kB", budget: .atMost(1000))
            Table.value("both, their own", both.own / scale, "kB", budget: .atMost(300))
        }
    }

    private func memory(_ file: String, of handle: Handle, _ server: ServerUnderTest) throws -> MemoryUse {
        let text = try Files.read(server.folder(of: handle).appending(file))
        return try MemoryUse(of: try PIDFile.parse(text))
    }
}
