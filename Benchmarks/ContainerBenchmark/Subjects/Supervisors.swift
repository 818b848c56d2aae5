import Garden
import GardenClient
import Linux
import RuncCommand
import SystemPackage

/// The memory of what stays beside each container: its tracker and its init.
struct Supervisors {
    private static let containers = 20
    private static let processes = 50

    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        try await ServerUnderTest.running(setting, runtime: Setting.ownRuntime, tag: "s") { server in
            let handles = try (0..<Self.containers).map { try Handle("kept-\($0)") }
            try await server.create(handles.map(\.value))
            // Held, because dropping one closes its connections, and measured is what an attached caller costs too.
            var idle = try await server.runIdle(handles)
            try report(handles, server)
            let full = handles[0]
            idle += try await server.runIdle(Array(repeating: full, count: Self.processes - 1))
            try reportMany(full, server)
            withExtendedLifetime(idle) {}
        }
    }

    private func report(_ handles: [Handle], _ server: ServerUnderTest) throws {
        let trackers = try handles.map { try memory("tracker.pid", of: $0, server) }.reduce(MemoryUse(), +)
        let inits = try handles.map { try memory("init.pid", of: $0, server) }.reduce(MemoryUse(), +)
        Table.values("for each of \(Self.containers) containers with one process each")
        Table.value("trackers", Double(try count(of: "gdn-tracker", server)) / Double(handles.count), "")
        let scale = Double(handles.count) * 1e3
        for (name, use) in [("tracker", trackers), ("init", inits)] {
            Table.value("\(name), proportional", use.proportional / scale, "kB")
            Table.value("\(name), its own", use.own / scale, "kB")
        }
        let both = trackers + inits
        Table.value("both, proportional", both.proportional / scale, "kB", budget: .atMost(1000))
        Table.value("both, their own", both.own / scale, "kB", budget: .atMost(300))
    }

    private func reportMany(_ handle: Handle, _ server: ServerUnderTest) throws {
        let both = try memory("tracker.pid", of: handle, server) + memory("init.pid", of: handle, server)
        Table.values("one of them with \(Self.processes) processes")
        Table.value("tracker and init, proportional", both.proportional / 1e3, "kB")
        Table.value("tracker and init, their own", both.own / 1e3, "kB")
    }

    private func memory(_ file: String, of handle: Handle, _ server: ServerUnderTest) throws -> MemoryUse {
        let text = try Files.read(server.folder(of: handle).appending(file))
        return try MemoryUse(of: try PIDFile.parse(text))
    }

    /// How many processes of this server have a program of that name.
    private func count(of program: String, _ server: ServerUnderTest) throws -> Int {
        try Files.entries(of: "/proc").filter { $0.allSatisfy(\.isNumber) }.filter { pid in
            // It may end between the listing and the reading.
            guard let bytes = try? Files.read(FilePath("/proc/\(pid)/cmdline")) else { return false }
            let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.first?.hasSuffix(program) == true && words.contains { $0.hasPrefix(server.folder.string) }
        }.count
    }
}
