import Linux
import LinuxAsync
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Sockets for pidfds in real runtimes")
struct RuncPIDSocketTests {
    @Test("get one, or a refusal from a runtime that has none to give", arguments: Runtime.allCases)
    func create(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let client = sandbox.client

            let result = await outcome {
                try await client.withPIDSocket { socket in
                    var options = CreateOptions()
                    options.pidfdSocket = socket.path
                    return try await socket.receive {
                        try await client.create(sandbox.id, bundle: sandbox.bundle, options: options)
                    }.1
                }
            }

            switch result {
            case .success(let pidfd):
                defer { pidfd.closeIgnoringErrors() }
                #expect(try PIDDescriptor.send(.kill, to: pidfd))
                try await client.system.hasEnded(pidfd: pidfd)
            case .failure(.failed("create", _, let message)):
                #expect(message.contains("pidfd-socket"))
            case .failure(let error):
                Issue.record("\(error)")
            }
        }
    }

    private func outcome(_ body: () async throws -> FileDescriptor) async -> Result<FileDescriptor, RuncError> {
        do {
            return .success(try await body())
        } catch {
            return .failure((error as? RuncError) ?? .invalid(reason: "\(error)"))
        }
    }
}
