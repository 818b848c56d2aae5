import Garden

/// What one more container costs among many, and what many cost the server.
struct Crowd {
    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        try await ServerUnderTest.running(setting, runtime: Setting.reference, tag: "w") { server in
            let fresh = try server.memory()
            let runtime = try BareRuntime(server, like: try await server.create("first"), setting)
            // Before and after, so that a machine that gets busier does not look like a crowd.
            var (few, many, end) = (Times(), Times(), Times())
            try await makeSome(server, runtime, "few", &few)
            let names = (1..<setting.standing).map { "standing-\($0)" }
            let one = try server.memory()
            try await server.create(names)
            let full = try server.memory()
            try await makeSome(server, runtime, "many", &many)
            try await server.destroy(names)
            try await makeSome(server, runtime, "end", &end)

            Table.values("one more container among \(setting.standing); \(Setting.reference) plugged in")
            report("create", few.create, many.create, end.create)
            report("\(Setting.reference) run", few.bareRun, many.bareRun, end.bareRun)
            report("destroy", few.destroy, many.destroy, end.destroy)
            Table.values("the server's memory")
            report(fresh, one, full, try server.memory())
        }
    }

    private struct Times {
        var create = Samples()
        var destroy = Samples()
        var bareRun = Samples()
    }

    private func makeSome(
        _ server: ServerUnderTest, _ runtime: BareRuntime, _ kind: String, _ times: inout Times
    ) async throws {
        for round in 0..<setting.rounds {
            let name = "\(kind)-\(round)"
            try runtime.prepare(name)
            try await times.bareRun.measure { try await runtime.run(name) }
            try await runtime.end(name)
            try await times.create.measure { _ = try await server.create(name) }
            try await times.destroy.measure { try await server.destroy([name]) }
        }
    }

    private func report(_ name: String, _ few: Samples, _ many: Samples, _ end: Samples) {
        guard let before = few.median, let among = many.median, let after = end.median else { return }
        Table.value("\(name) beside 1", before, "ms", remark: "and afterwards \((after * 10).rounded() / 10) ms")
        Table.value("\(name) among \(setting.standing)", among, "ms")
        Table.value(
            "ratio", among / ((before + after) / 2), "", budget: name == "create" ? .atMost(1.1) : nil)
    }

    private func report(_ fresh: MemoryUse, _ one: MemoryUse, _ full: MemoryUse, _ end: MemoryUse) {
        let mega = 1e6
        Table.value(
            "fresh, resident", fresh.resident / mega, "MB", budget: .atMost(25),
            remark: "\(Int(fresh.own / 1e3)) kB of it its own")
        let each = (full.resident - one.resident) / Double(max(1, setting.standing - 1))
        Table.value("for each container", each / mega, "MB", budget: .atMost(0.1))
        Table.value("with \(setting.standing) containers", full.resident / mega, "MB")
        Table.value(
            "after \(3 * setting.rounds + setting.standing) containers", end.resident / mega, "MB",
            remark: "\(Int(end.own / 1e3)) kB of it its own")
    }
}
