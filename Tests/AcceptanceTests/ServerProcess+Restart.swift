import Linux
import LinuxAsync
import Testing

extension ServerProcess {
    /// Makes a server, hands it to `first`, starts another in its place, hands that to `second`, and then proves that
    /// destroying everything leaves nothing behind.
    static func servingTwice(
        runtime: String, _ first: (ServerProcess) async throws -> Void,
        then second: (ServerProcess) async throws -> Void
    ) async throws {
        let server = try ServerProcess(runtime: runtime)
        let outcome: Result<Void, any Error>
        do {
            try await server.serve(first)
            try await server.serve(second)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
        try outcome.get()
    }

    private func serve(_ body: (ServerProcess) async throws -> Void) async throws {
        let process = try await start()
        let outcome: Result<Void, any Error>
        do {
            try await body(self)
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try PIDDescriptor.send(.terminate, to: process.pidfd)
        _ = try await system.exitStatus(of: process)
        try outcome.get()
    }
}
