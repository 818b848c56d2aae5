import Garden
import GardenClient
import Glibc
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("gdn on a terminal", .timeLimit(.minutes(3)))
struct TerminalCommandTests {
    @Test("gdn exec --tty gives a shell a terminal of the caller's size and kind", arguments: ServerProcess.runtimes)
    func exec(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            _ = try await server.backend.create(ContainerSpec(handle: "web"))
            let person = try TerminalPerson(system: server.system)
            let gdn = try await person.starts(["exec", "--socket", server.socket.string, "-t", "web", "--", "sh"])

            try await person.types("stty size; echo $TERM; test -t 0 -a -t 1 -a -t 2 && echo all-'of'-them\r")
            try await person.sees("30 100\r\n")
            try await person.sees("test-terminal\r\n")
            try await person.sees("all-of-them\r\n")
            #expect(try person.isRaw)
            try await person.types("exit 7\r")

            #expect(try await server.system.exitStatus(of: gdn) == .exited(7))
            #expect(try !person.isRaw)
        }
    }

    @Test("a new size of the caller's terminal reaches the process, with SIGWINCH", arguments: ServerProcess.runtimes)
    func resize(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            _ = try await server.backend.create(ContainerSpec(handle: "web"))
            let person = try TerminalPerson(system: server.system)
            let line = "trap 'stty size; exit 7' WINCH; echo ready; while read x; do :; done"
            let gdn = try await person.starts(
                ["exec", "--socket", server.socket.string, "-t", "web", "--", "sh", "-c", line])
            try await person.sees("ready")

            try person.resizes(to: TerminalSize(columns: 132, rows: 43), and: gdn)
            try await person.sees("43 132\r\n")

            #expect(try await server.system.exitStatus(of: gdn) == .exited(7))
        }
    }

    @Test("a key that is a signal goes to the process, whose status counts")
    func interruptKey() async throws {
        try await ServerProcess.serving { server in
            _ = try await server.backend.create(ContainerSpec(handle: "web"))
            let person = try TerminalPerson(system: server.system)
            let gdn = try await person.starts(
                ["exec", "--socket", server.socket.string, "-t", "web", "--", "sh", "-c", "echo ready; exec sleep 600"])
            try await person.sees("ready")

            try await person.types("\u{3}")

            #expect(try await server.system.exitStatus(of: gdn) == .exited(130))
            #expect(try !person.isRaw)
        }
    }

    @Test("the terminal is as before when the container is destroyed, or the server killed", arguments: [true, false])
    func gone(destroyed: Bool) async throws {
        let server = try ServerProcess()
        let process = try await server.start()
        _ = try await server.backend.create(ContainerSpec(handle: "web"))
        let person = try TerminalPerson(system: server.system)
        let gdn = try await person.starts(
            ["exec", "--socket", server.socket.string, "-t", "web", "--", "sh", "-c", "echo ready; exec sleep 600"])
        try await person.sees("ready")
        #expect(try person.isRaw)

        if destroyed {
            try await server.backend.destroy(try Handle("web"))
        } else {
            try PIDDescriptor.send(.kill, to: process.pidfd)
        }

        #expect(try await server.system.exitStatus(of: gdn).code != 0)
        #expect(try !person.isRaw)
        try await server.endAndCleanUp(destroyed ? process : server.start())
    }

    @Test("gdn attach finds a terminal again that its client was parted from, with what nobody saw")
    func attach() async throws {
        try await ServerProcess.serving { server in
            _ = try await server.backend.create(ContainerSpec(handle: "web"))
            let first = try TerminalPerson(system: server.system)
            let line = "echo ready; read word; echo got $word; exit 9"
            let gdn = try await first.starts(
                ["exec", "--socket", server.socket.string, "-t", "--id", "p", "web", "--", "sh", "-c", line])
            try await first.sees("ready")
            let second = try TerminalPerson(system: server.system)
            let attached = try await second.starts(["attach", "--socket", server.socket.string, "-t", "web", "p"])
            try await second.types("hello\r")

            try await first.sees("got hello")
            try await second.sees("got hello")

            #expect(try await server.system.exitStatus(of: gdn) == .exited(9))
            #expect(try await server.system.exitStatus(of: attached) == .exited(9))
            #expect(try !first.isRaw && !second.isRaw)
        }
    }

    @Test("a client that SIGHUP parts from a process leaves it running, and its output to the next")
    func hangUp() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            var spec = ProcessSpec(path: "sh", arguments: ["-c", "echo ready; read word; echo got $word; exit 9"])
            spec.id = "p"
            await (try server.backend.container(handle).run(spec)).detach()
            let person = try TerminalPerson(system: server.system)
            let gdn = try await person.starts(["attach", "--socket", server.socket.string, "web", "p"])
            try await person.sees("ready")

            try PIDDescriptor.send(.hangUp, to: gdn.pidfd)
            #expect(try await server.system.exitStatus(of: gdn) == .exited(129))

            let next = try await server.backend.container(handle).attach(try ProcessID("p"))
            try await next.writeStandardInput(Array("again\n".utf8))
            var output: [UInt8] = []
            while true {
                let bytes = try await next.standardOutput.read()
                if bytes.isEmpty { break }
                output += bytes
            }
            #expect(String(decoding: output, as: UTF8.self) == "got again\n")
            #expect(try await next.wait() == 9)
        }
    }

    @Test("without a terminal the end of the input is typed")
    func noTerminal() async throws {
        try await ServerProcess.serving { server in
            _ = try await server.backend.create(ContainerSpec(handle: "web"))

            let output = try await server.gdn(
                ["exec", "--socket", server.socket.string, "-t", "web", "--", "sh", "-c", "stty size; cat; echo end"])

            #expect(output.status == .exited(0))
            let lines = String(decoding: output.standardOutput, as: UTF8.self)
            #expect(lines.hasPrefix("24 80\r\n") && lines.hasSuffix("end\r\n"), "\(lines)")
        }
    }
}

/// Somebody at a terminal.
private struct TerminalPerson: Sendable {
    private let system: AsyncSystem
    private let side: AsyncDescriptor
    private let terminal: FileDescriptor
    private let seen = Seen()

    /// What was shown and not looked at yet.
    private actor Seen {
        var text = ""

        func look(for words: String, _ side: AsyncDescriptor) async throws {
            while true {
                if let range = text.firstRange(of: words) {
                    text.removeSubrange(..<range.upperBound)
                    return
                }
                let bytes = try await side.read(upTo: 4096)
                try #require(!bytes.isEmpty, "nothing but: \(text)")
                text += String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    /// A terminal of 100 columns and 30 rows.
    init(system: AsyncSystem) throws {
        self.system = system
        let devices = try FileDescriptor.open("/dev/pts", .readOnly, options: .closeOnExec)
        defer { devices.closeIgnoringErrors() }
        let sides = try Pseudoterminal.make(in: devices)
        (side, terminal) = (AsyncDescriptor(owning: sides.main, system: system), sides.terminal)
        try Terminal.setSize(TerminalSize(columns: 100, rows: 30), of: terminal)
    }

    /// Starts `gdn` there. The terminal is no session's, so that the kernel resets nothing when `gdn` has ended.
    func starts(_ arguments: [String]) async throws -> SpawnedProcess {
        let program = ServerProcess.program("gdn")
        var request = SpawnRequest(executable: program, arguments: ["gdn"] + arguments)
        request.descriptors = [terminal, terminal, terminal]
        request.environment = ["PATH=/usr/bin:/bin", "TERM=test-terminal"]
        request.newSession = true
        return try await system.spawn(request)
    }

    func types(_ keys: String) async throws { try await side.write(Array(keys.utf8)) }

    /// Waits until `words` are shown, behind what was waited for before.
    func sees(_ words: String) async throws { try await seen.look(for: words, side) }

    /// The kernel would tell `gdn` if the terminal were that of its session.
    func resizes(to size: TerminalSize, and gdn: SpawnedProcess) throws {
        try Terminal.setSize(size, of: terminal)
        try PIDDescriptor.send(.windowChange, to: gdn.pidfd)
    }

    /// Whether every key is handed on as it is.
    var isRaw: Bool {
        get throws {
            var modes = termios()
            try #require(tcgetattr(terminal.rawValue, &modes) == 0)
            return modes.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0
        }
    }
}
