import Garden
import GardenClient

/// Questions about many containers at once.
struct Questions {
    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        try await ServerUnderTest.running(setting, runtime: Setting.reference, tag: "q") { server in
            let model = try await server.create("model")
            let runtime = try BareRuntime(server, like: model, setting)
            try runtime.prepare("one")
            try await runtime.run("one")
            var state = Samples()
            for _ in 0...setting.rounds { try await state.measure { try await runtime.state("one") } }
            try await runtime.end("one")

            Table.comparison("bulk questions, ms; bare: one \(Setting.reference) state")
            var names: [String] = []
            for count in [20, 100] {
                let more = (names.count..<count).map { "asked-\($0)" }
                try await server.create(more)
                names += more
                try await ask(server, try names.map { try Handle($0) }, state.median)
            }
            try await server.destroy(names)
        }
    }

    private func ask(_ server: ServerUnderTest, _ handles: [Handle], _ state: Double?) async throws {
        var (info, metrics) = (Samples(), Samples())
        for _ in 0..<setting.rounds {
            try await info.measure {
                let answers = try await server.backend.info(of: handles)
                _ = try answers.values.map { try $0.get() }
            }
            do {
                try await metrics.measure {
                    let answers = try await server.backend.metrics(of: handles)
                    _ = try answers.values.map { try $0.get() }
                }
            } catch is GardenError {
                continue
            }
        }
        Table.row("info of \(handles.count)", info.median, bare: state, crun: state)
        Table.row("metrics of \(handles.count)", metrics.median, bare: state, crun: state)
    }
}
