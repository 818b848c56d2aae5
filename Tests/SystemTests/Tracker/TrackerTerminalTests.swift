import Glibc
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage
import Testing
import TrackerClient

@Suite("Terminals of a real tracker", .timeLimit(.minutes(2)))
struct TrackerTerminalTests {
    private static let size = TerminalSize(columns: 123, rows: 45)

    @Test("have the size that was asked for, both outputs in one, and complete line ends", arguments: Runtime.allCases)
    func basics(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let wire = try await TrackerWire(sandbox)

            let streams = try await wire.start(
                "p", "stty size; tty >/dev/null && echo out; echo err >&2; read a; echo \"<$a>\"", in: sandbox,
                terminal: Self.size)
            defer { streams.close() }
            let first = try await streams.output.text(upTo: "err\r\n")
            // What is typed comes back.
            try await streams.input.write(Array("in\n".utf8))
            let rest = try await streams.output.text()
            let status = try await wire.end(of: "p")

            #expect(first == "45 123\r\nout\r\nerr\r\n")
            #expect(rest == "in\r\n<in>\r\n")
            #expect(try await streams.error.text() == "")
            #expect(status == .exited(0))
            #expect(
                try Files.entries(of: sandbox.file("processes/p")).sorted() == ["exit.json", "pid", "process.json"])
        }
    }

    @Test("tell the process when they become larger", arguments: Runtime.allCases)
    func resized(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let wire = try await TrackerWire(sandbox)
            let streams = try await wire.start(
                "p", "trap 'stty size; exit 3' WINCH; stty size; while true; do sleep 0.01; done", in: sandbox,
                terminal: TerminalSize(columns: 80, rows: 24))
            defer { streams.close() }
            let before = try await streams.output.text(upTo: "\n")

            let name = try #require(ProcessName("p"))
            let answer = try await wire.ask { .resize($0, name, Self.size) }
            let after = try await streams.output.text()

            #expect(before == "24 80\r\n")
            #expect(answer.message == .done(2))
            #expect(after == "45 123\r\n")
            #expect(try await wire.end(of: "p") == .exited(3))
        }
    }

    @Test(
        "show everything before the end is told, however fast that comes, and however slow the reader is",
        arguments: Runtime.allCases)
    func complete(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let wire = try await TrackerWire(sandbox)
            for count in [1, 500, 2000] {
                // Without a reader, and others have the terminal when the process ends.
                let streams = try await wire.start(
                    "p", "sleep 1000 & yes 123456789 | head -n \(count)", in: sandbox, terminal: Self.size)

                let status = try await wire.end(of: "p")
                let text = try streams.output.textNow()
                streams.close()

                #expect(status == .exited(0))
                #expect(text == String(repeating: "123456789\r\n", count: count))
            }
        }
    }

    @Test("keep what they show while nobody reads, and can be attached to again", arguments: Runtime.allCases)
    func unread(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let (first, second) = (try await TrackerWire(sandbox), try await TrackerWire(sandbox))
            try await first.start(
                "p", "stty -echo; yes 123456789 | head -n 15000; read a; echo $a", in: sandbox, terminal: Self.size
            ).close()
            first.close()

            let name = try #require(ProcessName("p"))
            _ = try await second.ask { .closeStandardInput($0, name) }
            let attached = try await second.ask { .attach($0, name) }
            let master = AsyncDescriptor(
                owning: try #require(attached.descriptors.first), system: sandbox.system)
            try await master.write(Array("typed\n".utf8))
            master.close()
            let status = try await second.end(of: "p")
            let (opened, descriptors) = try await second.open("p", in: sandbox)
            let text = try await #require(descriptors.first).text()

            #expect(status == .exited(0))
            #expect(opened == OpenedOutput(hasTail: true))
            #expect(text.hasSuffix(String(repeating: "123456789\r\n", count: 15_000) + "typed\r\n"))
        }
    }

    @Test("that no runtime sends are a failure, and nothing is left")
    func notSent() async throws {
        try await TrackerSandbox.use(.own) { sandbox in
            let wire = try await TrackerWire(sandbox)
            let script = """
                #!/bin/sh
                while [ "$1" != --pid-file ]; do shift; done
                sleep 1000 <&- >&- 2>&- &
                echo $! >"$2.new"; echo $! >\(sandbox.file("sleeper")); mv "$2.new" "$2"
                """
            let program = sandbox.file("runtime")
            try Files.write(
                Array(script.utf8), to: program, mode: FilePermissions(rawValue: 0o755), durably: false)

            let answer = try await wire.run("p", "true", in: sandbox, terminal: Self.size) {
                $0.runtime.executable = program
            }
            let sleeper = try PIDFile.parse(Files.read(sandbox.file("sleeper")))

            guard case .failed(_, let failure) = answer.message else {
                throw TrackerWire.Unexpected(message: answer.message)
            }
            #expect(failure.reason == .system)
            #expect(failure.message.contains("no terminal"))
            while kill(sleeper.rawValue, 0) == 0 { await Task.yield() }
            #expect(!Files.exists(sandbox.file("processes/p")))
            #expect(try sandbox.openFiles("pipe:") == 0)
        }
    }

    @Test("work in folders with long names", arguments: Runtime.allCases)
    func longPaths(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let wire = try await TrackerWire(sandbox)
            let name = String(repeating: "n", count: 255)

            let streams = try await wire.start(name, "echo hello", in: sandbox, terminal: Self.size)
            defer { streams.close() }

            #expect(try await streams.output.text() == "hello\r\n")
        }
    }
}

@Suite("Processes with a root file system of their own", .timeLimit(.minutes(2)))
struct TrackerPeaTests {
    @Test("are started from their bundle, with pipes or a terminal", arguments: Runtime.allCases)
    func runs(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            let wire = try await TrackerWire(sandbox)
            for terminal in [nil, TerminalSize(columns: 50, rows: 20)] {
                let pea = ContainerID(escaping: "pea-" + RandomUUID.make())
                let script = "read a; echo got $a; exit 9"
                try sandbox.writeConfig(["/bin/sh", "-c", script], hasTerminal: terminal != nil)

                let streams = try await wire.start("p", script, in: sandbox, terminal: terminal) {
                    $0.bundle = sandbox.folder.path
                    $0.container = pea
                }
                try await streams.input.write(Array("it\n".utf8))
                let text = try await streams.output.text()
                let status = try await wire.end(of: "p")
                streams.close()
                let deleted = try await sandbox.deleteContainer(pea)

                #expect(text == (terminal == nil ? "got it\n" : "it\r\ngot it\r\n"))
                #expect(status == .exited(9))
                #expect(deleted.status == .exited(0))
                #expect(try sandbox.record("processes/p/exit.json")["status"]?.integer() == 9)
            }
        }
    }

    @Test("that cannot be started say so by kind", arguments: Runtime.allCases)
    func notFound(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            let wire = try await TrackerWire(sandbox)
            let pea = ContainerID(escaping: "pea-" + RandomUUID.make())
            try sandbox.writeConfig(["/bin/nosuch"])

            let answer = try await wire.run("p", "true", in: sandbox) {
                $0.bundle = sandbox.folder.path
                $0.container = pea
            }
            _ = try await sandbox.deleteContainer(pea)

            guard case .failed(_, let failure) = answer.message else {
                throw TrackerWire.Unexpected(message: answer.message)
            }
            #expect(failure.reason == .runtime)
            #expect(RuntimeDialect.classify(failure.message, about: pea) == .executableNotFound)
            #expect(!Files.exists(sandbox.file("processes/p")))
        }
    }
}
