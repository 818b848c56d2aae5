import GuardianTestSupport
import JSON
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Streams that a caller chooses", .timeLimit(.minutes(10)))
struct StandardIOTests {
    private let host = FileOwner(user: 0, group: 0)

    @Test("null devices can be read and written", arguments: ScriptRuntime.starts)
    func null(call: String) async throws {
        let runtime = try await ScriptRuntime(
            """
            [ -n "$pid_file" ] && started
            read -r line && exit 9
            echo x || exit 8
            echo x >&2 || exit 7
            [ "$(stat -Lc %t:%T:%a /proc/$$/fd/1)" = 1:3:666 ] || exit 6
            exit 0
            """)

        try await runtime.start(call, io: .null)

        #expect(try Files.entries(of: runtime.folder.path) == ["runtime"])
    }

    @Test("null devices are not the host's, whoever gets them")
    func ownNull() async throws {
        let before = try FileStatus.of("/dev/null").owner
        try #require(before == host)
        let runtime = try await ScriptRuntime(
            """
            started
            [ "$(stat -Lc %i /proc/$$/fd/1)" != "$(stat -c %i /dev/null)" ] || exit 9
            chown 12345 /proc/self/fd/1 || exit 8
            [ "$(stat -Lc %u /proc/$$/fd/0)" = 12345 ] || exit 7
            exit 0
            """)
        guard StreamSocket.ownUser == 0 else {
            print("skipped: only root can make a device, and give it to somebody")
            return
        }

        let status = try await runtime.client.run(runtime.id, bundle: "/b", io: .null)

        #expect(status == .exited(0))
        #expect(try FileStatus.of("/dev/null").owner == host)
    }

    @Test("are this process's own")
    func inherited() async throws {
        let monitor = FakeMonitor()
        let runtime = try await ScriptRuntime("", monitor: monitor)

        try await runtime.start("create", io: .inherited)

        #expect(monitor.ran.calls.first?.descriptors == [.standardInput, .standardOutput, .standardError])
    }

    @Test("are the caller's, which stay open, and null where there is none")
    func descriptors() async throws {
        let runtime = try await ScriptRuntime("started; read -r line && exit 9; echo out; echo err >&2; exit 3")
        let pipe = try Pipe.make()

        let status = try await runtime.client.run(runtime.id, bundle: "/b", io: .descriptors(output: pipe.write))

        #expect(status == .exited(3))
        try pipe.write.writeAll(Array("more\n".utf8))
        pipe.write.closeIgnoringErrors()
        #expect(try await runtime.readAll(pipe.read) == "out\nmore\n")
    }

    @Test("extra descriptors follow them, in order")
    func extra() async throws {
        let runtime = try await ScriptRuntime(
            "started; cat <&3 >&5; cat <&4 >&5; [ ! -e /proc/self/fd/6 ] || exit 9; exit 0")
        let first = try MemoryFile.make(name: "first", contents: Array("one ".utf8))
        let second = try MemoryFile.make(name: "second", contents: Array("two".utf8))
        let pipe = try Pipe.make()
        defer { for file in [first, second] { file.closeIgnoringErrors() } }
        var options = RunOptions()
        options.creation.preservedDescriptors = [first, second, pipe.write]

        let status = try await runtime.client.run(runtime.id, bundle: "/b", options: options, io: .null)

        pipe.write.closeIgnoringErrors()
        #expect(status == .exited(0))
        #expect(try await runtime.readAll(pipe.read) == "one two")
    }

    @Test("a process's description is for its owner alone, and cannot be changed")
    func description() async throws {
        let runtime = try await ScriptRuntime(
            """
            started
            [ "$(stat -Lc %a "$process")" = 600 ] || exit 9
            (echo x >"$process") 2>/dev/null && exit 8
            cat "$process"
            """)
        var process = OCIProcess()
        process.arguments = ["/bin/secret"]
        let pipes = try StandardPipes(.output)

        let status = try await runtime.client.exec(process, in: runtime.id, io: .pipes(pipes))

        #expect(status == .exited(0))
        #expect(Array(try await runtime.readAll(pipes.takeOutput()).utf8) == process.json.encoded())
    }
}
