import Runc
import Testing

@Suite("Failures of real runtimes")
struct RuntimeFailureTests {
    @Test("are told apart", arguments: Runtime.allCases, RuntimeFailure.table)
    func failure(runtime: Runtime, row: RuntimeFailure) async throws {
        if row.stage == .paused, !Runtime.complete.contains(runtime) {
            print("skipped: \(runtime.rawValue) cannot pause yet")
            return
        }
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await bring(sandbox, to: row.stage)

            let outcome = try await outcome(of: row, in: sandbox)

            #expect(outcome == row.expected(of: runtime))
        }
    }

    private func bring(_ sandbox: RuntimeSandbox, to stage: RuntimeFailure.Stage) async throws {
        switch stage {
        case .absent: break
        case .created: try await sandbox.create()
        case .running: try await sandbox.run()
        case .paused:
            try await sandbox.run()
            try await sandbox.client.pause(sandbox.id)
        case .stopped:
            try await sandbox.run()
            try await sandbox.stop()
        }
    }

    private func outcome(of row: RuntimeFailure, in sandbox: RuntimeSandbox) async throws -> RuntimeFailure.Outcome {
        do {
            try await row.call(sandbox)
            return .success
        } catch let error as RuncError {
            return RuntimeFailure.Outcome(error, expecting: row.expected(of: sandbox.runtime))
        }
    }
}
