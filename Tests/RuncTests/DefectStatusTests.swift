import GuardianTestSupport
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("How a runtime ended", .serialized)
struct DefectStatusTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")

    init() throws { runtime = try RecorderRuntime() }

    @Test(
        "is told with its exit code and its message by every call", arguments: RecorderCall.all,
        [1, 42, 255] as [Int32])
    func exited(call: RecorderCall, code: Int32) async throws {
        try runtime.play(.error("warning: x\n"), .logError("no space left"), .exit(code))

        await #expect(
            throws: RuncError.failed(command: call.command, status: .exited(code), message: "no space left")
        ) {
            try await call.make(runtime.client)
        }
    }

    @Test("is told with what is on standard error when the log has nothing", arguments: RecorderCall.all)
    func standardError(call: RecorderCall) async throws {
        try runtime.play(.error("unrecognized option\n"), .exit(64))

        await #expect(
            throws: RuncError.failed(command: call.command, status: .exited(64), message: "unrecognized option")
        ) {
            try await call.make(runtime.client)
        }
    }

    @Test("is told with the signal that killed it by every call", arguments: RecorderCall.all, [9, 15] as [Int32])
    func signalled(call: RecorderCall, number: Int32) async throws {
        try runtime.play(.error("so far\n"), .signal(number))

        let status = Linux.ExitStatus.signalled(Signal(rawValue: number))
        await #expect(throws: RuncError.failed(command: call.command, status: status, message: "so far")) {
            try await call.make(runtime.client)
        }
    }

    @Test("is an error and no empty answer for a container that is not there", arguments: RecorderCall.all)
    func notFound(call: RecorderCall) async throws {
        try runtime.play(.logError("container does not exist"), .exit(1))

        let isAboutNone = ["list", "--version", "features", "spec"].contains(call.command)
        let expected: RuncError =
            isAboutNone
            ? .failed(command: call.command, status: .exited(1), message: "container does not exist") : .notFound(id)
        await #expect(throws: expected) { try await call.make(runtime.client) }
    }

    @Test(
        "is the process's status when it ran and the runtime has no complaint", arguments: [1, 42, 137, 255] as [Int32])
    func program(code: Int32) async throws {
        // With the new line that an editor would put there.
        try runtime.play(.pid("4242\n"), .error("the process's own\n"), .exit(code))
        let client = runtime.client

        #expect(try await client.run(id, bundle: "/b") == .exited(code))
        #expect(try await client.exec(OCIProcess(), in: id) == .exited(code))
        #expect(try await client.restore(id, bundle: "/b") == .exited(code))
    }

    @Test("is its own when it wrote no pid, or an empty pid file")
    func noPID() async throws {
        for script in [[], [RecorderStep.pid("")]] {
            try runtime.play(script + [.exit(7)])

            await #expect(throws: RuncError.failed(command: "exec", status: .exited(7), message: "")) {
                try await runtime.client.exec(OCIProcess(), in: id)
            }
        }
    }
}
