import GuardianTestSupport
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Where a runtime's messages go", .timeLimit(.minutes(10)))
struct RuncClientLogTests {
    private let monitor = FakeMonitor()
    private let id = ContainerID(escaping: "c1")

    private func client(_ log: LogDestination, in folder: TemporaryDirectory) throws -> RuncClient {
        var client = RuncClient(
            RuncConfiguration(executable: "/x/runc"), system: try ScriptRuntime.system.get(), monitor: monitor)
        client.temporaryFolder = folder.path
        client.log = log
        return client
    }

    private func globals() throws -> [String] {
        let words = try #require(monitor.ran.calls.last).arguments.dropFirst()
        return Array(words.prefix { $0.hasPrefix("-") || $0.hasPrefix("/") || ["json", "text"].contains($0) })
    }

    private static func line(_ message: String) -> [UInt8] {
        Array(#"{"level":"error","msg":"\#(message)"}"#.utf8) + [UInt8(ascii: "\n")]
    }

    @Test("a file is appended to, and only what a call appended is its own")
    func file() async throws {
        let folder = try TemporaryDirectory("log")
        let path = folder.path.appending("shared")
        let client = try client(.file(path), in: folder)
        try Files.write(Self.line("old"), to: path, mode: .ownerReadWrite, durably: false)
        monitor.ran.answer { _ in FakeRun(status: .exited(1), standardError: "from standard error") }
        await #expect(throws: RuncError.failed(command: "delete", status: .exited(1), message: "from standard error")) {
            try await client.delete(id)
        }

        monitor.ran.answer { _ in
            try Files.write(Self.line("old") + Self.line("new"), to: path, mode: .ownerReadWrite, durably: false)
            return FakeRun(status: .exited(1))
        }
        await #expect(throws: RuncError.failed(command: "delete", status: .exited(1), message: "new")) {
            try await client.delete(id)
        }

        #expect(try globals() == ["--log", path.string, "--log-format", "json"])
        #expect(try Files.read(path) == Self.line("old") + Self.line("new"))
    }

    @Test("a file that is not there yet, or was cut meanwhile, is read from its start")
    func newFile() async throws {
        let folder = try TemporaryDirectory("log")
        let path = folder.path.appending("shared")
        let client = try client(.file(path), in: folder)
        monitor.ran.answer { _ in
            try Files.write(Self.line("first"), to: path, mode: .ownerReadWrite, durably: false)
            return FakeRun(status: .exited(1))
        }
        await #expect(throws: RuncError.failed(command: "pause", status: .exited(1), message: "first")) {
            try await client.pause(id)
        }

        monitor.ran.answer { _ in
            try Files.write(Self.line("cut"), to: path, mode: .ownerReadWrite, durably: false)
            return FakeRun(status: .exited(1))
        }
        await #expect(throws: RuncError.failed(command: "pause", status: .exited(1), message: "cut")) {
            try await client.pause(id)
        }
    }

    @Test("a relative file is where the runtime runs")
    func relative() async throws {
        let folder = try TemporaryDirectory("log")
        var client = try client(.file("shared"), in: folder)
        client.workingDirectory = folder.path
        let path = folder.path.appending("shared")
        monitor.ran.answer { _ in
            try Files.write(Self.line("here"), to: path, mode: .ownerReadWrite, durably: false)
            return FakeRun(status: .exited(1))
        }

        await #expect(throws: RuncError.failed(command: "pause", status: .exited(1), message: "here")) {
            try await client.pause(id)
        }
    }

    @Test("standard error is read without an option for it")
    func standardError() async throws {
        let folder = try TemporaryDirectory("log")
        let client = try client(.standardError, in: folder)
        monitor.ran.answer { _ in FakeRun(status: .exited(1), standardError: "container does not exist\n") }

        await #expect(throws: RuncError.notFound(id)) { try await client.state(of: id) }
        await #expect(throws: RuncError.notFound(id)) { try await client.create(id, bundle: "/b") }

        #expect(try globals() == [])
        #expect(monitor.ran.calls.allSatisfy { !$0.arguments.contains("--log") })
    }

    @Test("a call's own file is the only one", arguments: [LogDestination.perCall, .file("/other"), .standardError])
    func ofOneCall(destination: LogDestination) async throws {
        let folder = try TemporaryDirectory("log")
        let client = try client(destination, in: folder)
        let path = folder.path.appending("own")
        var options = ExecOptions()
        options.log = path
        monitor.ran.answer { request in
            try request.writePID()
            try request.writeLog(#"{"level":"error","msg":"why"}"#)
            return FakeRun(status: .exited(255))
        }

        await #expect(throws: RuncError.failed(command: "exec", status: .exited(255), message: "why")) {
            try await client.exec(OCIProcess(), in: id, options: options)
        }

        #expect(try globals() == ["--log", path.string, "--log-format", "json"])
        #expect(Files.exists(path))
    }

    @Test(
        "says in text as well that no process of a call ran",
        arguments: [LogDestination.file("/other", format: .text), .standardError])
    func text(destination: LogDestination) async throws {
        let folder = try TemporaryDirectory("log")
        let client = try client(destination, in: folder)
        let message = "exec failed: unable to start container process: exec: \"x\": executable file not found in $PATH"
        let line = #"time="2026-11-21T20:26:25Z" level=error msg=\#(Self.quoted(message))"# + "\n"
        var options = ExecOptions()
        if case .file = destination { options.log = folder.path.appending("own") }
        monitor.ran.answer { request in
            try request.writePID()
            try request.writeLog(line)
            return FakeRun(status: .exited(255), standardError: request.value(of: "--log") == nil ? line : "")
        }

        await #expect(throws: RuncError.executableNotFound(message: message)) {
            try await client.exec(OCIProcess(), in: id, options: options)
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }
}
