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

    @Test("twenty containers are made and destroyed at once", arguments: ServerProcess.runtimes)
    func containers(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend

            let handles = try await withThrowingTaskGroup(of: Handle.self) { group in
                for number in 0..<20 {
                    group.addTask { try await backend.create(ContainerSpec(handle: "many-\(number)")) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            var addresses: Set<String> = []
            for handle in handles {
                addresses.insert(try await backend.container(handle).info().containerIP)
                #expect(try await backend.run("hostname", in: handle).output == "\(handle)\n")
            }

            #expect(addresses.count == 20)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for handle in handles { group.addTask { try await backend.destroy(handle) } }
                try await group.waitForAll()
            }
            #expect(try await backend.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
        }
    }
}
