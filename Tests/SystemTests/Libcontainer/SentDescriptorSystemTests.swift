import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Sockets that our own runtime sends descriptors to")
struct SentDescriptorSystemTests {
    @Test(
        "get the terminal of a process that nobody waits for, which it controls", arguments: ["create", "run", "exec"])
    func terminals(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            let script = "read x; busybox tty; busybox stty size; echo $x >/dev/tty; ls /proc/self/fd | wc -l"
            try runtime.write {
                OwnRuntime.addTerminals(&$0)
                guard command != "exec" else { return }
                TerminalSystemTests.make(&$0, script)
                $0.process.others["consoleSize"] = ["width": 90, "height": 20]
            }
            let path = runtime.bundle.appending("console")
            let socket = try StreamSocket.listen(at: path)
            defer { socket.descriptor.closeIgnoringErrors() }
            let option = ["--console-socket", path.string]
            var call = OwnCall()
            switch command {
            case "create": call.arguments = ["create"] + option + ["c"]
            case "run": call.arguments = ["run", "-d"] + option + ["c"]
            default:
                #expect(try runtime("run", "-d", "c").status == 0)
                var spec = RuntimeSpec()
                TerminalSystemTests.make(&spec, script)
                spec.process.environment = ["PATH=/bin"]
                spec.process.others["consoleSize"] = ["width": 90, "height": 20]
                let file = runtime.bundle.appending("process.json")
                try Files.write(
                    spec.process.json.encoded(), to: file, mode: FilePermissions(rawValue: 0o600), durably: false)
                call.arguments = ["exec", "-d", "-t"] + option + ["-p", file.string, "c"]
            }

            #expect(try runtime.output(call).status == 0)
            if command == "create" { #expect(try runtime("start", "c").status == 0) }
            let (name, terminal) = try Self.take(from: socket)
            defer { terminal.closeIgnoringErrors() }
            try terminal.writeAll(Array("word\n".utf8))

            // Three streams, and what ls lists them with.
            #expect(try terminal.readAll() == "word\r\n/dev/pts/0\r\n20 90\r\nword\r\n4\r\n")
            #expect(name == "/dev/ptmx")
        }
    }

    @Test("get a pidfd of init, and of a process that enters, with a word that says which")
    func pidfds() throws {
        try OwnRuntime.use { (runtime) throws in
            let path = runtime.bundle.appending("pidfd")
            let socket = try StreamSocket.listen(at: path)
            defer { socket.descriptor.closeIgnoringErrors() }

            #expect(try runtime("create", "--pidfd-socket", path.string, "c").status == 0)
            let (first, initProcess) = try Self.take(from: socket)
            defer { initProcess.closeIgnoringErrors() }
            #expect(try runtime("start", "c").status == 0)
            let answer = try runtime("exec", "-d", "--pidfd-socket", path.string, "c", "/bin/sleep", "1000")
            #expect(answer.status == 0, "\(answer)")
            let (second, process) = try Self.take(from: socket)
            defer { process.closeIgnoringErrors() }

            #expect((first, second) == ("standard", "setns"))
            for pidfd in [process, initProcess] {
                #expect(try PIDDescriptor.send(.kill, to: pidfd))
                #expect(try !DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)], milliseconds: 60_000)[0].isEmpty)
            }
        }
    }

    @Test("have to be there", arguments: ["--console-socket", "--pidfd-socket"])
    func absent(option: String) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { if option == "--console-socket" { TerminalSystemTests.make(&$0) } }

            let answer = try runtime("create", option, "/nosuch", "c")

            #expect(answer.status == 1)
            #expect(answer.errors.contains("connect to /nosuch: No such file or directory"))
            #expect(try runtime.left() == [])
        }
    }

    private static func take(from socket: StreamSocket) throws -> (String, FileDescriptor) {
        let connection = try #require(try socket.accept())
        defer { connection.descriptor.closeIgnoringErrors() }
        guard case .message(let bytes, let descriptors) = try connection.receive(upTo: 100),
            let first = descriptors.first, descriptors.count == 1
        else {
            throw Errno.badMessage
        }
        return (String(decoding: bytes, as: UTF8.self), first)
    }
}
