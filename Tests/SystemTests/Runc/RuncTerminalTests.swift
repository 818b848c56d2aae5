import JSON
import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Terminals of processes in real runtimes")
struct RuncTerminalTests {
    @Test("are as large as was asked, and later as they are made", arguments: Runtime.allCases)
    func ofContainers(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write { makeTerminal(&$0.process) }
            let client = sandbox.client

            let (_, terminal) = try await client.withConsoleSocket { socket in
                var options = CreateOptions()
                options.consoleSocket = socket.path
                return try await socket.receive {
                    try await client.create(sandbox.id, bundle: sandbox.bundle, options: options)
                }
            }

            try await client.start(sandbox.id)
            try await expectSizes(of: terminal, in: sandbox)
        }
    }

    @Test("are given to a process beside the first as well", arguments: Runtime.allCases)
    func ofProcesses(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()
            var process = sandbox.process([])
            makeTerminal(&process)
            let client = sandbox.client

            let (status, terminal) = try await client.withConsoleSocket { socket in
                var options = ExecOptions()
                options.consoleSocket = socket.path
                options.detach = true
                return try await socket.receive {
                    try await client.exec(process, in: sandbox.id, options: options)
                }
            }
            #expect(status == .exited(0))

            try await expectSizes(of: terminal, in: sandbox)
        }
    }

    private func makeTerminal(_ process: inout OCIProcess) {
        process.terminal = true
        process.others["consoleSize"] = ["width": 77, "height": 33]
        process.arguments = ["/bin/sh", "-c", "while read line; do busybox stty size; done"]
    }

    private func expectSizes(of terminal: FileDescriptor, in sandbox: RuntimeSandbox) async throws {
        let screen = AsyncDescriptor(owning: terminal, system: sandbox.client.system)
        defer { screen.close() }
        // crun may say how large a process's terminal is only after the process has begun, but before its own end.
        try await screen.write(Array("one\n".utf8))
        let before = try await lines(2, from: screen)
        try screen.withDescriptor { try Terminal.setSize(TerminalSize(columns: 111, rows: 50), of: $0) }
        try await screen.write(Array("two\n".utf8))
        let after = try await lines(2, from: screen)

        #expect(before == "one\r\n33 77\r\n")
        #expect(after == "two\r\n50 111\r\n")
    }

    private func lines(_ count: Int, from screen: AsyncDescriptor) async throws -> String {
        var text: [UInt8] = []
        while text.filter({ $0 == UInt8(ascii: "\n") }).count < count { text += try await screen.read(upTo: 4096) }
        return String(decoding: text, as: UTF8.self)
    }
}
