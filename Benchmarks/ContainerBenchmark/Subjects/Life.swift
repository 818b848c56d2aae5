import Garden
import GardenClient

/// A container's life by the API, and the same by the bare runtime; every round all of it.
struct Life {
    /// What one runtime's rounds gave.
    private struct Times {
        var create = Samples()
        var run = Samples()
        var info = Samples()
        var metrics = Samples()
        var destroy = Samples()
        var bareRun = Samples()
        var bareExec = Samples()
        var bareState = Samples()
        var bareEnd = Samples()
    }

    /// Questions are short; one alone would be noise.
    private static let questions = 10

    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        let times = try await ServerUnderTest.running(setting, runtime: "runc", tag: "r") { runc in
            try await ServerUnderTest.running(setting, runtime: "crun", tag: "c") { crun in
                try await measure([runc, crun])
            }
        }
        print(times)
    }

    private func measure(_ servers: [ServerUnderTest]) async throws -> [String: Times] {
        var bare: [String: BareRuntime] = [:]
        var times: [String: Times] = [:]
        for server in servers {
            let model = try await server.create("model")
            bare[server.runtime] = try BareRuntime(server, like: model, setting)
            times[server.runtime] = Times()
        }
        // The first round is for warming up: programs come from the disk, images are copied.
        for round in 0...setting.rounds {
            for server in round.isMultiple(of: 2) ? servers : servers.reversed() {
                guard let runtime = bare[server.runtime], var known = times[server.runtime] else { continue }
                // Who comes second finds the kernel warm, and its waits for RCU half over.
                if (round / 2).isMultiple(of: 2) {
                    try await live("\(round)", server, runtime, &known)
                } else {
                    try await liveBareFirst("\(round)", server, runtime, &known)
                }
                if round > 0 { times[server.runtime] = known }
            }
        }
        return times
    }

    private func live(
        _ name: String, _ server: ServerUnderTest, _ runtime: BareRuntime, _ times: inout Times
    ) async throws {
        let handle = try Handle("life-\(name)")
        try runtime.prepare(name)
        try await times.create.measure { _ = try await server.create(handle.value) }
        try await times.bareRun.measure { try await runtime.run(name) }
        try await times.run.measure { try await server.run("/bin/true", in: handle) }
        try await times.bareExec.measure { try await runtime.exec("/bin/true", in: name) }
        try await ask(server.backend.assumedContainer(handle), &times)
        try await times.bareState.measure { try await runtime.state(name) }
        try await times.destroy.measure { try await server.backend.destroy(handle) }
        try await times.bareEnd.measure { try await runtime.end(name) }
    }

    private func liveBareFirst(
        _ name: String, _ server: ServerUnderTest, _ runtime: BareRuntime, _ times: inout Times
    ) async throws {
        let handle = try Handle("life-\(name)")
        try runtime.prepare(name)
        try await times.bareRun.measure { try await runtime.run(name) }
        try await times.create.measure { _ = try await server.create(handle.value) }
        try await times.bareExec.measure { try await runtime.exec("/bin/true", in: name) }
        try await times.run.measure { try await server.run("/bin/true", in: handle) }
        try await times.bareState.measure { try await runtime.state(name) }
        try await ask(server.backend.assumedContainer(handle), &times)
        try await times.bareEnd.measure { try await runtime.end(name) }
        try await times.destroy.measure { try await server.backend.destroy(handle) }
    }

    private func ask(_ container: any Container, _ times: inout Times) async throws {
        for _ in 0..<Self.questions {
            try await times.info.measure { _ = try await container.info() }
        }
        try await Self.measureMetrics(of: container, &times.metrics)
    }

    /// A server that has them not yet is measured all the same.
    private static func measureMetrics(of container: any Container, _ samples: inout Samples) async throws {
        do {
            for _ in 0..<questions { try await samples.measure { _ = try await container.metrics() } }
        } catch let error as GardenError {
            if samples.median != nil { throw error }
        }
    }

    private func print(_ times: [String: Times]) {
        let crun = times[Setting.reference]
        Table.comparison("medians of \(setting.rounds) rounds, ms; depot on tmpfs")
        for runtime in Setting.runtimes {
            guard let own = times[runtime] else { continue }
            Table.row(
                "create / \(runtime) run", own.create.median, bare: own.bareRun.median,
                crun: crun?.bareRun.median, budget: .atMost(1))
            Table.row(
                "run true and wait / \(runtime) exec", own.run.median, bare: own.bareExec.median,
                crun: crun?.bareExec.median, budget: .atMost(0.8))
            Table.row(
                "destroy / \(runtime) kill and delete", own.destroy.median, bare: own.bareEnd.median,
                crun: crun?.bareEnd.median, budget: .atMost(1))
            for (name, samples) in [("info", own.info), ("metrics", own.metrics)] {
                Table.row(
                    "\(name) / \(runtime) state", samples.median, bare: own.bareState.median,
                    crun: crun?.bareState.median, budget: .atMost(0.05))
            }
        }
    }
}
