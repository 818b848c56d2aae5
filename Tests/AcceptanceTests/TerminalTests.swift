import Garden
import GardenClient
import Linux
import Testing

@Suite("Processes with a terminal")
struct TerminalTests {
    private static let size = "busybox stty size"

    @Test(
        "have one of the size that was asked for, 80 by 24 without one", arguments: ServerProcess.runtimes,
        [
            (nil, "24 80"), (WindowSize(columns: 0, rows: 0), "24 80"), (WindowSize(columns: 100, rows: 40), "40 100"),
        ] as [(WindowSize?, String)])
    func size(runtime: String, size: (asked: WindowSize?, text: String)) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())

            let result = try await server.backend.run("sh", ["-c", Self.size], in: handle) {
                $0.terminal = TerminalSpec(windowSize: size.asked)
            }

            #expect(result == ProcessResult(status: 0, output: size.text + "\r\n", errors: ""))
        }
    }

    @Test("learn of another size by SIGWINCH, also from a client that attached", arguments: ServerProcess.runtimes)
    func resize(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            let script = "trap '\(Self.size)' WINCH; echo ready; while [ ! -e /tmp/go ]; do sleep 0.01; done"
            let first = try await server.startShell(script, in: handle) { $0.terminal = TerminalSpec() }
            let output = ClientStream(first.standardOutput)
            #expect(try await output.line() == "ready\r\n")

            try await first.resize(to: WindowSize(columns: 100, rows: 40))
            #expect(try await output.line() == "40 100\r\n")
            let second = try await server.backend.container(handle).attach(first.id)
            try await second.resize(to: WindowSize(columns: 90, rows: 30))

            #expect(try await output.line() == "30 90\r\n")
            try server.touch("/tmp/go", in: handle)
            #expect(try await first.wait() == 0)
        }
    }

    @Test("write both streams to it, and read what is typed", arguments: ServerProcess.runtimes)
    func merged(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            let script = "test -t 0 && test -t 1 && test -t 2; echo $?; echo err >&2; read line; echo got $line"
            let process = try await server.startShell(script, in: handle) { $0.terminal = TerminalSpec() }
            let output = ClientStream(process.standardOutput)
            #expect(try await [output.line(), output.line()] == ["0\r\n", "err\r\n"])

            try await process.writeStandardInput(Array("this\n".utf8))

            #expect(try await output.rest() == "this\r\ngot this\r\n")
            #expect(try await ClientStream(process.standardError).rest() == "")
            #expect(try await process.wait() == 0)
        }
    }

    @Test("lose no output, however fast they end, and however much it is", arguments: ServerProcess.runtimes)
    func complete(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            for number in 0..<50 {
                let result = try await server.backend.run("echo", ["run", "\(number)"], in: handle) {
                    $0.terminal = TerminalSpec()
                }
                #expect(result == ProcessResult(status: 0, output: "run \(number)\r\n", errors: ""))
            }

            let much = try await server.backend.run("seq", ["1", "100000"], in: handle) { $0.terminal = TerminalSpec() }

            let isComplete = much.output == (1...100_000).map { "\($0)\r\n" }.joined()
            #expect(isComplete)
        }
    }

    @Test("live on when the server is killed, with what nobody read", arguments: ServerProcess.runtimes)
    func killedServer(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        var process = try await server.start()
        let handle = try await server.backend.create(ContainerSpec())
        let script = "echo one; read line; \(Self.size); echo $line; exit 3"
        let first = try await server.startShell(script, in: handle) { $0.terminal = TerminalSpec() }
        #expect(try await ClientStream(first.standardOutput).line() == "one\r\n")
        _ = try await server.backend.container(handle).info()

        try await server.kill(process)
        process = try await server.start()
        let second = try await server.backend.container(handle).attach(first.id)
        try await second.resize(to: WindowSize(columns: 100, rows: 40))
        try await second.writeStandardInput(Array("this\n".utf8))

        #expect(try await ClientStream(second.standardOutput).rest() == "this\r\n40 100\r\nthis\r\n")
        #expect(try await second.wait() == 3)
        try await server.backend.destroy(handle)
        try await server.endAndCleanUp(process)
    }
}
