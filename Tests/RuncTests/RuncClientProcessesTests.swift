import GuardianTestSupport
import JSON
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Starting processes by a runtime")
struct RuncClientProcessesTests {
    private let monitor = FakeMonitor()
    private let folder: TemporaryDirectory
    private let client: RuncClient
    private let id = ContainerID(escaping: "c1")

    init() throws {
        folder = try TemporaryDirectory("runc")
        var client = RuncClient(
            RuncConfiguration(executable: "/x/runc"), system: try ScriptRuntime.system.get(), monitor: monitor)
        client.temporaryFolder = folder.path
        self.client = client
    }

    @Test("passes options and descriptors on")
    func run() async throws {
        var options = RunOptions(detach: true)
        options.creation.pidFile = folder.path.appending("pid")
        options.creation.noNewKeyring = true

        let status = try await client.run(
            id, bundle: "/b", options: options,
            io: StandardIO.descriptors(output: .standardError, error: .standardOutput))

        let request = try #require(monitor.ran.calls.first)
        #expect(status == .exited(0))
        #expect(
            request.arguments.suffix(8)
                == ["run", "--bundle", "/b", "--pid-file", "\(folder.path)/pid", "--no-new-keyring", "--detach", "c1"])
        #expect(request.descriptors.count == 3)
        #expect(request.descriptors.first ?? nil != nil)
        #expect(request.descriptors.suffix(2) == [.standardError, .standardOutput])
    }

    @Test("hands a process's description over in memory")
    func exec() async throws {
        var process = OCIProcess()
        process.arguments = ["/bin/true", "secret"]
        let seen = Stub<[UInt8], Void> { _ in }
        monitor.ran.answer { request in
            let descriptor = try #require(request.descriptors.last ?? nil)
            try await seen(try Files.read(FilePath("/proc/self/fd/\(descriptor.rawValue)")))
            return FakeRun(status: .exited(0))
        }

        _ = try await client.exec(process, in: id)

        let request = try #require(monitor.ran.calls.first)
        #expect(request.value(of: "--process") == "/proc/self/fd/3")
        #expect(request.descriptors.count == 4)
        #expect(seen.calls == [process.json.encoded()])
    }

    @Test("returns what a process that ran exited with", arguments: [1, 42, 137, 255] as [Int32])
    func status(code: Int32) async throws {
        monitor.ran.answer { request in
            try request.writePID()
            return FakeRun(status: .exited(code))
        }

        #expect(try await client.run(id, bundle: "/b") == .exited(code))
        #expect(try await client.exec(OCIProcess(), in: id) == .exited(code))
    }

    @Test("fails when no process came to run, though the log has nothing")
    func silent() async throws {
        monitor.ran.answer { _ in FakeRun(status: .exited(1)) }

        await #expect(throws: RuncError.failed(command: "run", status: .exited(1), message: "")) {
            try await client.run(id, bundle: "/b")
        }
    }

    @Test("does not take an earlier call's pid for its own")
    func stalePID() async throws {
        var options = RunOptions()
        options.creation.pidFile = folder.path.appending("stale")
        try Files.write(
            Array("7".utf8), to: folder.path.appending("stale"), mode: FilePermissions(rawValue: 0o600), durably: false)
        monitor.ran.answer { _ in FakeRun(status: .exited(1)) }

        await #expect(throws: RuncError.self) { try await client.run(id, bundle: "/b", options: options) }
    }

    @Test("fails when the log says why, even if a process ran")
    func executableNotFound() async throws {
        let message = "exec failed: unable to start container process: exec: 'x': executable file not found in $PATH"
        monitor.ran.answer { request in
            try request.writePID()
            try request.writeLog(#"{"level":"error","msg":"\#(message)"}"#)
            return FakeRun(status: .exited(255))
        }

        await #expect(throws: RuncError.executableNotFound(message: message)) {
            try await client.exec(OCIProcess(), in: id)
        }
    }

    @Test("fails when a detached start did not succeed, or the runtime was killed")
    func detached() async throws {
        monitor.ran.answer { request in
            try request.writePID()
            return FakeRun(status: .exited(3))
        }
        await #expect(throws: RuncError.failed(command: "run", status: .exited(3), message: "")) {
            try await client.run(id, bundle: "/b", options: RunOptions(detach: true))
        }

        monitor.ran.answer { request in
            try request.writePID()
            return FakeRun(status: .signalled(.kill))
        }
        let error = await #expect(throws: RuncError.self) { try await client.run(id, bundle: "/b") }
        #expect(error?.description == "run: killed by signal 9")
    }
}
