import Garden
import GardenClient
import Testing

@Suite("Many things at once")
struct LoadTests {
    @Test("twenty processes in one container report their own exit statuses", arguments: ServerProcess.runtimes)
    func statuses(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec())

            try await withThrowingTaskGroup(of: (Int, ProcessResult).self) { group in
                for number in 0..<20 {
                    group.addTask {
                        (number, try await backend.run("sh", ["-c", "echo \(number); exit \(number)"], in: handle))
                    }
                }
                for try await (number, result) in group {
                    #expect(result == ProcessResult(status: Int32(number), output: "\(number)\n", errors: ""))
                }
            }
        }
    }

    @Test("a hundred runs of echo lose no output", arguments: ServerProcess.runtimes)
    func echoes(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec())

            for number in 0..<100 {
                let result = try await backend.run("echo", ["run", "\(number)"], in: handle)

                #expect(result.output == "run \(number)\n")
            }
        }
    }

    @Test("thirty containers are made while thirty others are destroyed", arguments: ServerProcess.runtimes)
    func containers(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let (old, new) = try (0..<30).reduce(into: ([Handle](), [Handle]())) { handles, number in
                handles.0.append(try Handle("old-\(number)"))
                handles.1.append(try Handle("new-\(number)"))
            }
            try await backend.createAll(old)

            async let areMade: Void = backend.createAll(new)
            async let areDestroyed: Void = backend.destroyAll(old)
            _ = try await (areMade, areDestroyed)

            #expect(try await Set(backend.containers(matching: .everything)) == Set(new))
            let addresses = try await backend.info(of: new).values.map { try $0.get().containerIP }
            #expect(Set(addresses).count == 30)
            for handle in new { #expect(try await backend.run("hostname", in: handle).output == "\(handle)\n") }
            try await backend.destroyAll(new)
            #expect(try await backend.containers(matching: .everything).isEmpty)
        }
    }

    @Test(
        "one more container beside a hundred is like one more beside the first", arguments: [ServerProcess.ownRuntime])
    func crowd(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handles = try (0..<100).map { try Handle("standing-\($0)") }
            _ = try await backend.create(ContainerSpec(handle: handles[0].value))
            let beside1 = try await backend.timeOfOneMore()
            try await backend.createAll(Array(handles[1...]), atOnce: 8)
            let beside100 = try await backend.timeOfOneMore()

            // Only told: how long things take on a machine where other tests run says nothing for sure.
            let percent = Int((beside100 / beside1 * 100).rounded())
            print("one more container beside 100 takes \(percent) % of the time beside 1")
            #expect(try await Set(backend.containers(matching: .everything)) == Set(handles))
            let infos = try await backend.info(of: handles).values.map { try $0.get() }
            #expect(Set(infos.map(\.containerIP)).count == 100)
            #expect(infos.allSatisfy { $0.state == .active })
            for handle in [handles[0], handles[50], handles[99]] {
                #expect(try await backend.run("hostname", in: handle).output == "\(handle)\n")
            }
            try await backend.destroyAll(handles, atOnce: 8)
            #expect(try await backend.containers(matching: .everything).isEmpty)
        }
    }
}

extension PropertyFilter {
    /// Containers in any state.
    fileprivate static let everything = PropertyFilter(["garden.state": "all"])
}

extension RemoteBackend {
    fileprivate func createAll(_ handles: [Handle], atOnce width: Int = .max) async throws {
        try await Self.each(handles, atOnce: width) { _ = try await create(ContainerSpec(handle: $0.value)) }
    }

    fileprivate func destroyAll(_ handles: [Handle], atOnce width: Int = .max) async throws {
        try await Self.each(handles, atOnce: width) { try await destroy($0) }
    }

    /// The shortest of a few lives, from the call that makes a container to the end of the one that destroys it.
    fileprivate func timeOfOneMore() async throws -> Duration {
        var shortest = Duration.seconds(3600)
        for number in 0..<3 {
            let start = ContinuousClock.now
            try await destroy(try await create(ContainerSpec(handle: "more-\(number)")))
            shortest = min(shortest, ContinuousClock.now - start)
        }
        return shortest
    }

    private static func each(
        _ handles: [Handle], atOnce width: Int, _ work: @escaping @Sendable (Handle) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, handle) in handles.enumerated() {
                if index >= width { try await group.next() }
                group.addTask { try await work(handle) }
            }
            try await group.waitForAll()
        }
    }
}
