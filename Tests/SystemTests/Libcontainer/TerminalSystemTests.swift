import Linux
import OCI
import SystemPackage
import Testing

@Suite("A terminal in the foreground of our own runtime")
struct TerminalSystemTests {
    @Test("is as large as the caller's, and what is typed there comes in")
    func bothWays() throws {
        try OwnRuntime.use { (runtime) throws in
            try TestTerminal.use { terminal in
                try runtime.write { Self.make(&$0, "busybox stty size; busybox tty; read x; echo got $x >/dev/tty") }
                let before = try terminal.modes()

                let call = try runtime.start(Self.call(terminal, "run", "c"))
                let first = try terminal.main.readLines(2)
                try terminal.main.writeAll(Array("hello\n".utf8))
                let second = try terminal.main.readLines(2)
                let status = try call.status()

                #expect(first == "33 77\r\n/dev/pts/0\r\n")
                // The echo is that of the terminal inside.
                #expect(second == "hello\r\ngot hello\r\n")
                #expect(status == 0)
                #expect(try terminal.modes() == before)
            }
        }
    }

    @Test(
        "leaves the caller's as it was, however it ends",
        arguments: [("kill -9 $$", 137), ("exit 7", 7), ("exec nosuch", 127)] as [(String, Int32)])
    func modes(script: String, status: Int32) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { OwnRuntime.addTerminals(&$0) }
            #expect(try runtime("run", "-d", "c").status == 0)
            try TestTerminal.use { terminal in
                let before = try terminal.modes()

                let call = try runtime.start(
                    Self.call(terminal, "exec", "-t", "c", "/bin/sh", "-c", "echo ready; read x; " + script))
                _ = try terminal.main.readLines(1)
                let during = try terminal.modes()
                try terminal.main.writeAll(Array("\r".utf8))

                #expect(try call.status() == status)
                #expect(during != before)
                #expect(try terminal.modes() == before)
            }
        }
    }

    @Test("leaves the caller's as it was when nothing could be started", arguments: ["run", "exec"])
    func failure(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            if command == "exec" {
                // Without a devpts, in whose place anything may be.
                #expect(try runtime("run", "-d", "c").status == 0)
            } else {
                try runtime.write {
                    Self.make(&$0)
                    $0.process.arguments = ["nosuch"]
                }
            }
            try TestTerminal.use { terminal in
                let before = try terminal.modes()
                let arguments = command == "run" ? ["run", "c"] : ["exec", "-t", "c", "/bin/true"]
                var call = Self.call(terminal)
                call.arguments = arguments

                let status = try runtime.start(call).status()

                #expect(status == (command == "run" ? 1 : 255))
                #expect(try terminal.modes() == before)
                #expect(try runtime.left() == (command == "run" ? [] : ["c"]))
            }
        }
    }

    @Test("loses nothing of what is written last, and makes no lines of it")
    func complete() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { Self.make(&$0, "seq 1 20000") }
            try TestTerminal.use { terminal in
                let pipe = try Pipe.make()
                defer { pipe.read.closeIgnoringErrors() }
                var call = OwnCall("run", "c")
                call.descriptors = [nil, pipe.write, terminal.side]
                let running: RunningOwnCall
                do {
                    defer { pipe.write.closeIgnoringErrors() }
                    running = try runtime.start(call)
                }

                let text = try pipe.read.readAll()

                #expect(text == (1...20000).map { "\($0)\n" }.joined())
                #expect(try running.status() == 0)
            }
        }
    }

    @Test("changes its size with the caller's")
    func resized() throws {
        try OwnRuntime.use { (runtime) throws in
            try TestTerminal.use { terminal in
                try runtime.write {
                    Self.make(&$0, "busybox stty -echo; echo ready; read x; busybox stty size; exit 3")
                }
                let call = try runtime.start(Self.call(terminal, "run", "c"))
                #expect(try terminal.main.readLines(1) == "ready\r\n")

                try Terminal.setSize(TerminalSize(columns: 111, rows: 50), of: terminal.main)
                try call.send(Signal.windowChange.rawValue)
                try terminal.main.writeAll(Array("x\r".utf8))

                #expect(try terminal.main.readLines(1) == "50 111\r\n")
                #expect(try call.status() == 3)
            }
        }
    }

    @Test("hangs up when nobody reads it any more")
    func hangUp() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { OwnRuntime.addTerminals(&$0) }
            #expect(try runtime("run", "-d", "c").status == 0)
            try TestTerminal.use { terminal in
                let pipe = try Pipe.make()
                var call = OwnCall("exec", "-t", "c", "/bin/yes")
                call.descriptors = [nil, pipe.write, terminal.side]
                let running = try runtime.start(call)
                pipe.write.closeIgnoringErrors()
                _ = try pipe.read.readLines(1)

                pipe.read.closeIgnoringErrors()

                #expect(try running.status() == 129)
            }
        }
    }

    @Test("is refused where the caller has none")
    func absent() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { Self.make(&$0) }

            let (status, text) = try runtime.output(OwnCall("run", "c"))

            #expect(status == 1)
            #expect(text.contains("runc run failed: open /dev/tty: no such device or address"))
            #expect(try runtime.left() == [])
        }
    }

    @Test("goes with a socket if and only if nobody waits")
    func misuse() throws {
        try OwnRuntime.use { (runtime) throws in
            let without = "cannot allocate tty if runc will detach without setting console socket"
            let with = "cannot use console socket if runc will not detach or allocate tty"
            #expect(try runtime("create", "--console-socket", "/s", "c").errors.contains(with))
            try runtime.write { Self.make(&$0) }

            #expect(try runtime("create", "c").errors.contains(without))
            #expect(try runtime("run", "-d", "c").errors.contains(without))
            #expect(try runtime("run", "--console-socket", "/s", "c").errors.contains(with))
            #expect(try runtime("exec", "-d", "-t", "c", "/bin/true").status == 255)
        }
    }

    static func make(_ spec: inout RuntimeSpec) { make(&spec, "exit 0") }

    static func make(_ spec: inout RuntimeSpec, _ script: String) {
        OwnRuntime.addTerminals(&spec)
        spec.process.terminal = true
        spec.process.arguments = ["/bin/sh", "-c", script]
    }

    static func call(_ terminal: TestTerminal, _ arguments: String...) -> OwnCall {
        var call = OwnCall()
        call.arguments = arguments
        call.descriptors = [terminal.side, terminal.side, terminal.side]
        return call
    }
}
