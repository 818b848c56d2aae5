import GuardianTestSupport
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("A runtime's client")
struct RuncClientTests {
    private let monitor = FakeMonitor()
    private let folder: TemporaryDirectory
    private let client: RuncClient
    private let id = ContainerID(escaping: "c1")

    init() throws {
        folder = try TemporaryDirectory("runc")
        var client = RuncClient(
            RuncConfiguration(executable: "/x/runc", root: "/r"), system: try ScriptRuntime.system.get(),
            monitor: monitor)
        client.temporaryFolder = folder.path
        client.environment = ["PATH=/bin", "NOTIFY_SOCKET=/run/notify"]
        self.client = client
    }

    /// The arguments of a call, without the log's, which differ each time.
    private func words(of request: SpawnRequest?) -> String {
        var words = request?.arguments ?? []
        for option in ["--log", "--log-format"] {
            guard let index = words.firstIndex(of: option) else { continue }
            words.removeSubrange(index...index + 1)
        }
        return words.joined(separator: " ")
    }

    private func fail(_ status: Int32, log: String, error: String = "") {
        monitor.ran.answer { request in
            try request.writeLog(log)
            return FakeRun(status: .exited(status), standardError: error)
        }
    }

    @Test("reads a state from standard output alone")
    func state() async throws {
        monitor.ran.answer { _ in
            let state = #"{"id": "c1", "pid": 7, "status": "running", "bundle": "/b"}"#
            return FakeRun(
                status: .exited(0), standardOutput: state, standardError: "warning: x")
        }

        let state = try await client.state(of: id)

        #expect(state.status == "running")
        #expect(state.pid == 7)
        #expect(words(of: monitor.ran.calls.first) == "/x/runc --root /r state c1")
    }

    @Test("says so when a state cannot be understood", arguments: ["", "oops", "{}"])
    func malformed(output: String) async throws {
        monitor.ran.answer { _ in FakeRun(status: .exited(0), standardOutput: output) }

        await #expect {
            try await client.state(of: id)
        } throws: {
            guard case RuncError.malformedOutput("state", _) = $0 else { return false }
            return true
        }
    }

    @Test("does not take a part of an answer for the answer")
    func tooLong() async throws {
        let limit = 16 << 20
        monitor.ran.answer { _ in
            FakeRun(status: .exited(0), standardOutput: String(repeating: " ", count: limit + 1))
        }

        await #expect(throws: RuncError.malformedOutput(command: "state", reason: "more than \(limit) bytes")) {
            try await client.state(of: id)
        }
    }

    @Test("sends signals and deletes")
    func killAndDelete() async throws {
        try await client.kill(id, .terminate)
        try await client.kill(id, .kill, options: KillOptions(all: true))
        try await client.delete(id)
        try await client.delete(id, force: true)

        let calls = monitor.ran.calls.map { words(of: $0) }
        let globals = "/x/runc --root /r"
        #expect(
            calls == [
                "\(globals) kill c1 15", "\(globals) kill --all c1 9", "\(globals) delete c1",
                "\(globals) delete --force c1",
            ])
    }

    @Test("has a log of its own for each call, in a folder that is gone afterwards")
    func ownLog() async throws {
        try await client.delete(id)
        fail(1, log: #"{"level":"error","msg":"no"}"#)
        _ = try? await client.delete(id)

        let logs = monitor.ran.calls.map { $0.value(of: "--log") ?? "" }
        #expect(Set(logs).count == 2)
        #expect(logs.allSatisfy { $0.hasPrefix(folder.path.string) })
        #expect(monitor.ran.calls.allSatisfy { $0.value(of: "--log-format") == "json" })
        #expect(try Files.entries(of: folder.path).isEmpty)
    }

    @Test("gives the runtime its environment and nothing else")
    func environment() async throws {
        try await client.delete(id)

        #expect(monitor.ran.calls.first?.environment == ["PATH=/bin"])
        #expect(monitor.ran.calls.first?.descriptors.count == 3)
        #expect(monitor.ran.calls.first?.descriptors.first == .some(nil))
    }

    @Test("tells failures apart by the runtime's last message")
    func classified() async throws {
        let debug = #"{"level":"debug","msg":"x"}"# + "\n"
        let running = "cannot delete container c1 that is not stopped: running"

        fail(1, log: debug + #"{"level":"error","msg":"container does not exist"}"#)
        await #expect(throws: RuncError.notFound(id)) { try await client.state(of: id) }
        fail(1, log: #"{"level":"error","msg":"\#(running)"}"#)
        await #expect(throws: RuncError.wrongState(id, message: running)) { try await client.delete(id) }
        fail(1, log: #"{"level":"error","msg":"no"}"#, error: "ignored")
        await #expect(throws: RuncError.failed(command: "kill", status: .exited(1), message: "no")) {
            try await client.kill(id, .kill)
        }
        fail(64, log: "", error: "unrecognized option\n")
        await #expect(throws: RuncError.failed(command: "kill", status: .exited(64), message: "unrecognized option")) {
            try await client.kill(id, .kill)
        }
    }

    @Test("says why a runtime cannot do what it was told to")
    func unsupported() async throws {
        let message = "CRIU version check failed: exec: \"criu\": executable file not found in $PATH"
        let quoted = message.split(separator: "\"").joined(separator: #"\""#)
        fail(1, log: #"{"level":"error","msg":"\#(quoted)"}"#)

        let error = await #expect(throws: RuncError.self) { try await client.checkpoint(id) }

        #expect(error?.description == "the runtime cannot checkpoint: \(message)")
    }

    @Test("keeps what a runtime says of an option that it does not know", arguments: ["", "from the log"])
    func unknownOption(log: String) async throws {
        let message = "flag provided but not defined: -x"
        fail(
            1, log: log.isEmpty ? "" : #"{"level":"error","msg":"\#(message)"}"#, error: log.isEmpty ? message : "usage"
        )

        await #expect(throws: RuncError.failed(command: "delete", status: .exited(1), message: message)) {
            try await client.delete(id, options: DeleteOptions(extraArguments: ["--x"]))
        }
    }

    @Test("says why a call failed, and not that its folder cannot be removed")
    func folderInTheWay() async throws {
        var client = client
        client.log = .standardError
        client.temporaryFolder = folder.path.appending("private")
        try Files.makeDirectory(client.temporaryFolder, mode: .ownerReadWriteExecute)
        let (now, later) = (client.temporaryFolder, folder.path.appending("moved"))
        monitor.ran.answer { _ in
            try Files.rename(now, to: later)
            try Files.write([], to: now, mode: .ownerReadWrite, durably: false)
            return FakeRun(status: .exited(1), standardError: "no")
        }

        await #expect(throws: RuncError.failed(command: "delete", status: .exited(1), message: "no")) {
            try await client.delete(id)
        }
    }

    @Test("names a runtime that cannot be started")
    func missing() async throws {
        monitor.ran.answer { request in
            throw LinuxError.failed(
                operation: "execute", subject: request.executable.string, errno: .noSuchFileOrDirectory)
        }

        let error = await #expect(throws: RuncError.self) { try await client.state(of: id) }

        #expect(error == .launch(executable: "/x/runc", .noSuchFileOrDirectory))
        #expect(error?.description == "cannot start the runtime /x/runc: No such file or directory")
        #expect(try Files.entries(of: folder.path).isEmpty)
    }

    @Test("says so when a call was cancelled")
    func cancelled() async throws {
        monitor.ran.answer { _ in throw CancellationError() }

        await #expect(throws: RuncError.cancelled) { try await client.state(of: id) }
        #expect(try Files.entries(of: folder.path).isEmpty)
    }

    @Test("starts nothing for a task that is cancelled already")
    func cancelledBefore() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await client.state(of: id)
        }

        await #expect(throws: RuncError.cancelled) { try await task.value }
        #expect(monitor.ran.calls.isEmpty)
    }
}
