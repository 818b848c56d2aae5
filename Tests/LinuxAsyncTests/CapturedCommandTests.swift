import Glibc
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Captured commands")
struct CapturedCommandTests {
    private let system: AsyncSystem

    init() throws { system = try TestSystem.shared.get() }

    private func shell(_ script: String) -> CapturedCommand {
        CapturedCommand(SpawnRequest(executable: "/bin/sh", arguments: ["sh", "-c", script]))
    }

    @Test("say what they printed and how they ended")
    func captured() async throws {
        let output = try await shell("echo out; echo err >&2; exit 3").run(on: system)

        #expect(output.standardOutput == Array("out\n".utf8))
        #expect(output.standardError == Array("err\n".utf8))
        #expect(output.status == .exited(3))
        #expect(!output.isTruncated)
    }

    @Test("keep the end of what is too long")
    func tail() async throws {
        let output = try await shell("head -c 1000000 /dev/zero; echo end").run(on: system)

        #expect(output.isTruncated)
        #expect(output.standardOutput.count == CapturedCommand.tailLimit)
        #expect(output.standardOutput.suffix(4) == Array("end\n".utf8)[...])
    }

    @Test("do not wait for a child that holds the output")
    func grandchild() async throws {
        let output = try await shell("sleep 1000 & echo $!").run(on: system)

        let text = String(decoding: output.standardOutput.dropLast(), as: UTF8.self)
        let pid = try #require(Int32(text).flatMap(PID.init(rawValue:)))
        #expect(kill(pid.rawValue, SIGKILL) == 0)
        #expect(output.status == .exited(0))
    }

    @Test("are killed and reaped when their task is cancelled")
    func cancelled() async throws {
        let pipe = try Pipe.make()
        let reader = AsyncDescriptor(owning: pipe.read, system: system)
        var command = shell("echo $$ >&3; exec sleep 1000")
        command.request.descriptors = [nil, nil, nil, pipe.write]
        let task = Task { [command] in try await command.run(on: system) }
        let line = try await reader.read(upTo: 100)
        let pid = try #require(Int32(String(decoding: line.dropLast(), as: UTF8.self)))

        task.cancel()

        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(kill(pid, 0) == -1)
        pipe.write.closeIgnoringErrors()
    }
}
