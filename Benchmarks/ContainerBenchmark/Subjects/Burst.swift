/// Many creations at once, and then many destructions.
struct Burst {
    private static let count = 30

    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        Table.values("\(Self.count) at once")
        for runtime in Setting.runtimes {
            try await ServerUnderTest.running(setting, runtime: runtime, tag: "b") { server in
                try await server.create(["first"])
                let names = (0..<Self.count).map { "burst-\($0)" }
                var (create, destroy) = (Samples(), Samples())
                try await create.measure { try await server.create(names, atOnce: Self.count) }
                try await destroy.measure { try await server.destroy(names, atOnce: Self.count) }
                report("creates, \(runtime)", create.median)
                report("destroys, \(runtime)", destroy.median)
                Table.value("server afterwards, resident", try server.memory().resident / 1e6, "MB")
            }
        }
    }

    private func report(_ name: String, _ time: Double?) {
        guard let time else { return }
        let rate = (Double(Self.count) / time * 10_000).rounded() / 10
        Table.value(name, time, "ms", remark: "\(rate) per second")
    }
}
