import Linux
import OCI
import SystemPackage
import Testing

@Suite("Streams of a runtime's container")
struct RuntimesStreamTests {
    @Test("come from the runtime's, and go to them", arguments: Contender.allCases)
    func streams(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.process.arguments = ["/bin/sh", "-c", "read word; echo $word; cat; echo bad >&2"] }
            var around = RuntimeTrial.Surroundings()
            around.input = "one\ntwo\nthree"

            let answer = try trial.call(["run", "c"], around)

            #expect(answer.output == "one\ntwo\nthree")
            #expect(answer.errors == "bad\n")
            #expect(answer.status == 0)
        }
    }

    @Test("of processes too", arguments: Contender.allCases)
    func execStreams(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()
            var around = RuntimeTrial.Surroundings()
            around.input = "in"

            let answer = try trial.call(["exec", "c", "/bin/sh", "-c", "cat; echo bad >&2; exit 3"], around)

            #expect((answer.output, answer.errors, answer.status) == ("in", "bad\n", 3))
        }
    }

    @Test("are the program's own to open again, whoever it is", arguments: Contender.allCases)
    func owner(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("echo again > /proc/self/fd/1; echo done") {
                $0.process.user = OCIUser(uid: 1000, gid: 1000)
            }

            #expect(answer.lines == ["again", "done"], "\(answer)")
        }
    }

    @Test("beyond the third are passed on when they are counted", arguments: Contender.allCases)
    func preserved(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let pipes = try [Pipe.make(), Pipe.make()]
            defer { for pipe in pipes { for end in [pipe.read, pipe.write] { end.closeIgnoringErrors() } } }
            var around = RuntimeTrial.Surroundings()
            around.descriptors = pipes.map(\.write)
            try trial.write { $0.process.arguments = ["/bin/sh", "-c", "echo 3 >&3; echo 4 >&4; ls /proc/self/fd"] }

            let answer = try trial.call(["run", "--preserve-fds", "2", "c"], around)

            #expect(try Self.text(pipes[0].read) == "3\n")
            #expect(try Self.text(pipes[1].read) == "4\n")
            // The fifth is the folder that ls reads.
            #expect(answer.lines == ["0", "1", "2", "3", "4", "5"], "\(answer)")
        }
    }

    @Test("beyond the third are not passed on otherwise", arguments: Contender.allCases)
    func notPreserved(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let pipe = try Pipe.make()
            defer { for end in [pipe.read, pipe.write] { end.closeIgnoringErrors() } }
            var around = RuntimeTrial.Surroundings()
            around.descriptors = [pipe.write, pipe.write]
            try trial.write { $0.process.arguments = ["/bin/ls", "/proc/self/fd"] }

            let run = try trial.call(["run", "c"], around)
            try trial.write { _ in }
            try trial.run()
            let exec = try trial.call(["exec", "c", "/bin/ls", "/proc/self/fd"], around)

            #expect(run.lines == ["0", "1", "2", "3"], "\(run)")
            #expect(exec.lines == ["0", "1", "2", "3"], "\(exec)")
        }
    }

    @Test("that are counted and not there are refused", arguments: Contender.allCases)
    func missing(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial("run", "--detach", "--preserve-fds", "3", "c")

            #expect((answer.status == 0 ? "passed over" : "refused") == trial.expected(.missingDescriptor))
        }
    }

    @Test("that somebody listens on are passed on with their count", arguments: Contender.allCases)
    func listening(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let pipe = try Pipe.make()
            defer { for end in [pipe.read, pipe.write] { end.closeIgnoringErrors() } }
            var around = RuntimeTrial.Surroundings()
            around.descriptors = [pipe.write]
            around.environment = ["LISTEN_FDS=1", "LISTEN_FDNAMES=door"]
            around.isListened = true
            try trial.write {
                $0.process.arguments = ["/bin/sh", "-c", "echo 3 >&3; echo $LISTEN_FDS $LISTEN_PID $LISTEN_FDNAMES"]
            }

            let answer = try trial.call(["run", "c"], around)

            #expect(try Self.text(pipe.read) == "3\n")
            #expect(answer.lines == [trial.expected(.listenVariables)], "\(answer)")
        }
    }

    private static func text(_ pipe: FileDescriptor) throws -> String {
        guard try !DescriptorPoll.wait([DescriptorPoll.Entry(pipe)], milliseconds: 0)[0].isEmpty else { return "" }
        let bytes = try [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
            count = try pipe.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
