import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Captured streams", .timeLimit(.minutes(10)))
struct CapturedIOTests {
    @Test("do not keep a call waiting for a process that holds them, nor that process from writing later")
    func grandchild() async throws {
        let runtime = try await ScriptRuntime(
            """
            (read -r go <&3; echo late; echo late >&2; echo "$? $go" >&4) &
            exit 0
            """)
        let (go, answer) = (try Pipe.make(), try Pipe.make())
        defer { for end in [go.write, answer.read] { end.closeIgnoringErrors() } }
        var options = CreateOptions()
        options.preservedDescriptors = [go.read, answer.write]

        try await runtime.client.create(runtime.id, bundle: "/b", options: options)

        for end in [go.read, answer.write] { end.closeIgnoringErrors() }
        try go.write.writeAll(Array("on\n".utf8))
        #expect(try await runtime.readLine(answer.read) == "0 on")
    }

    @Test("have an input that is at its end, and an output that takes everything")
    func streams() async throws {
        let runtime = try await ScriptRuntime(
            """
            started
            read -r line && exit 9
            head -c 1000000 /dev/zero || exit 8
            exit 7
            """)

        #expect(try await runtime.client.run(runtime.id, bundle: "/b") == .exited(7))
    }

    @Test("say why a runtime failed that has not opened its log", arguments: ScriptRuntime.starts)
    func message(call: String) async throws {
        let runtime = try await ScriptRuntime("echo noise; echo unknown option >&2; exit 64")

        await #expect(throws: RuncError.failed(command: call, status: .exited(64), message: "unknown option")) {
            try await runtime.start(call, io: .captured)
        }
    }

    @Test("say it although a process that the runtime left behind still holds them")
    func messageBesideGrandchild() async throws {
        let runtime = try await ScriptRuntime(
            """
            (read -r go <&3) &
            echo broken >&2
            exit 1
            """)
        let go = try Pipe.make()
        defer { for end in [go.read, go.write] { end.closeIgnoringErrors() } }
        var options = CreateOptions()
        options.preservedDescriptors = [go.read]

        await #expect(throws: RuncError.failed(command: "create", status: .exited(1), message: "broken")) {
            try await runtime.client.create(runtime.id, bundle: "/b", options: options)
        }
    }

    @Test("do not take a program's own words for the runtime's")
    func programsWords() async throws {
        let runtime = try await ScriptRuntime("started; echo my own trouble >&2; exit 1")

        #expect(try await runtime.client.run(runtime.id, bundle: "/b") == .exited(1))
    }
}
