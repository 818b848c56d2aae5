import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@Suite("A process in the foreground of our own runtime")
struct ForegroundSystemTests {
    @Test(
        "may open its streams once more, whoever it is, and has nothing of the caller's files",
        arguments: ["run", "exec"])
    func streams(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            let script = "cat; echo out >/proc/self/fd/1; echo bad >/proc/self/fd/2; stat -L -c %u:%F /proc/self/fd/1"
            try runtime.write {
                $0.process.user = OCIUser(uid: 1000, gid: 1000)
                if command == "run" { $0.process.arguments = ["/bin/sh", "-c", script] }
            }
            if command == "exec" { #expect(try runtime("run", "-d", "c").status == 0) }
            let path = runtime.bundle.appending("file")
            let file = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec, .append],
                permissions: FilePermissions(rawValue: 0o600))
            defer { file.closeIgnoringErrors() }
            try file.writeAll(Array("before\n".utf8))
            let input = try MemoryFile.make(name: "input", contents: Array("in\n".utf8))
            defer { input.closeIgnoringErrors() }
            var call = OwnCall()
            call.arguments = [command, "c"] + (command == "run" ? [] : ["/bin/sh", "-c", script])
            call.descriptors = [input, file, file]

            #expect(try runtime.start(call).status() == 0)

            let text = String(decoding: try Files.read(path), as: UTF8.self)
            #expect(text.split(separator: "\n").sorted() == ["1000:fifo", "bad", "before", "in", "out"])
            #expect(try FileStatus.of(path).owner == .root)
        }
    }

    @Test("reads what the caller writes, up to its end, and writes all that it writes")
    func copies() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { $0.process.arguments = ["/bin/sh", "-c", "cat; seq 1 100000"] }
            let pipe = try Pipe.make()
            try pipe.write.writeAll(Array("first\n".utf8))
            pipe.write.closeIgnoringErrors()
            defer { pipe.read.closeIgnoringErrors() }

            let (status, text) = try runtime.output(OwnCall("run", "c"), input: pipe.read)

            #expect(status == 0)
            #expect(text == "first\n" + (1...100_000).map { "\($0)\n" }.joined())
        }
    }

    @Test("is heard until nobody has its streams any more, unless a signal says otherwise", arguments: [false, true])
    func lateWriter(isInterrupted: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            let pipe = try Pipe.make()
            defer { pipe.read.closeIgnoringErrors() }
            let script = "trap '' TERM; busybox mkfifo /tmp/gate; (read x </tmp/gate; echo late) & echo early; exit 4"
            var call = OwnCall("exec", "c", "/bin/sh", "-c", script)
            call.descriptors = [nil, pipe.write, nil]
            let running = try runtime.start(call)
            pipe.write.closeIgnoringErrors()
            let early = try pipe.read.readLines(1)

            if isInterrupted {
                try running.send(SIGTERM)
                #expect(try running.status() == 4)
                #expect(try runtime("exec", "c", "/bin/sh", "-c", "echo go >/tmp/gate").status == 0)
            } else {
                #expect(try runtime("exec", "c", "/bin/sh", "-c", "echo go >/tmp/gate").status == 0)
                #expect(try running.status() == 4)
            }

            #expect(early == "early\n")
            #expect(try pipe.read.readAll() == (isInterrupted ? "" : "late\n"))
        }
    }

    @Test("learns that nobody reads any more")
    func closedReader() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            let pipe = try Pipe.make()
            var call = OwnCall("exec", "c", "/bin/yes")
            call.descriptors = [nil, pipe.write, nil]
            let running = try runtime.start(call)
            pipe.write.closeIgnoringErrors()
            _ = try pipe.read.readLines(1)

            pipe.read.closeIgnoringErrors()

            #expect(try running.status() == 128 + SIGPIPE)
        }
    }

    @Test("gets the signals that the caller's runtime gets", arguments: [1, 2, 3, 10, 12, 14, 15, 18, 34, 40, 64])
    func signals(number: Int32) throws {
        try OwnRuntime.use { (runtime) throws in
            let script = "trap 'exit 5' \(number); echo ready; sleep 1000 & wait"
            try runtime.write { $0.process.arguments = ["/bin/sh", "-c", script] }

            let status = try status(runtime) { call in try call.send(number) }

            #expect(status == 5)
        }
    }

    @Test("gets no signal that is about the runtime itself")
    func keptSignals() throws {
        try OwnRuntime.use { (runtime) throws in
            let script = "trap 'exit 6' CHLD WINCH URG; trap 'exit 5' TERM; echo ready; read x"
            try runtime.write { $0.process.arguments = ["/bin/sh", "-c", script] }
            let input = try Pipe.make()
            defer { for end in [input.read, input.write] { end.closeIgnoringErrors() } }

            let status = try status(runtime, input: input.read) {
                for number in [SIGCHLD, SIGWINCH, SIGURG, SIGTERM] { try $0.send(number) }
            }

            #expect(status == 5)
        }
    }

    @Test(
        "ends with its own status, however the runtime was started",
        arguments: ["trap '' CHLD HUP PIPE", "exec <&- >&- 2>&-", ":"])
    func callers(shell: String) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { $0.process.arguments = ["/bin/sh", "-c", "echo lost; exit 7"] }
            var call = OwnCall("run", "c")
            call.shell = shell

            #expect(try runtime.start(call).status() == 7)
            #expect(try runtime.left() == [])
        }
    }

    @Test("leaves the caller's streams as they wait")
    func blocking() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { $0.process.arguments = ["/bin/true"] }
            let pipes = try [Pipe.make(), Pipe.make()]
            defer { for pipe in pipes { for end in [pipe.read, pipe.write] { end.closeIgnoringErrors() } } }
            var call = OwnCall("run", "c")
            call.descriptors = [pipes[0].read, pipes[1].write, pipes[1].write]

            #expect(try runtime.start(call).status() == 0)

            for end in [pipes[0].read, pipes[1].write] {
                #expect(fcntl(end.rawValue, F_GETFL) & O_NONBLOCK == 0)
                #expect(try FileStatus.of(end).owner == .root)
            }
        }
    }

    /// Runs the container until it says that it is ready, and then `body`; returns how it ended.
    private func status(
        _ runtime: OwnRuntime, input: FileDescriptor? = nil, _ body: (RunningOwnCall) throws -> Void
    ) throws -> Int32 {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        var call = OwnCall("run", "c")
        call.descriptors = [input, pipe.write, nil]
        let running = try runtime.start(call)
        pipe.write.closeIgnoringErrors()
        _ = try pipe.read.readLines(1)
        try body(running)
        return try running.status()
    }

    @Test(
        "leaves orphans of a container without its own numbers to the runtime, or to others", arguments: [true, false])
    func orphans(areAdopted: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { spec in
                // The host's numbers are seen by the host's /proc.
                spec.linux.namespaces.removeAll { $0.kind == .pid }
                let orphan = "(busybox sleep 1000 </dev/null >/dev/null 2>&1 & echo $!)"
                let script = "orphan=$(sh -c '\(orphan)'); grep PPid /proc/$orphan/status; read x"
                spec.process.arguments = ["/bin/sh", "-c", script]
            }
            let (output, input) = (try Pipe.make(), try Pipe.make())
            defer { output.read.closeIgnoringErrors() }
            var call = areAdopted ? OwnCall("run", "c") : OwnCall("run", "--no-subreaper", "c")
            call.descriptors = [input.read, output.write, nil]
            let running = try runtime.start(call)
            output.write.closeIgnoringErrors()
            input.read.closeIgnoringErrors()

            let parent = try output.read.readLines(1)
            input.write.closeIgnoringErrors()
            _ = try running.status()

            #expect(parent.hasPrefix("PPid:"))
            #expect((parent == "PPid:\t\(running.process.pid)\n") == areAdopted, "\(parent)")
        }
    }
}
