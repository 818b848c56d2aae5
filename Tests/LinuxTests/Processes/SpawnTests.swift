import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Spawning")
struct SpawnTests {
    private func shell(_ script: String) -> SpawnRequest {
        SpawnRequest(executable: "/bin/sh", arguments: ["sh", "-c", script])
    }

    /// Runs to the end, standard output captured.
    private func run(_ request: SpawnRequest, extra: [FileDescriptor?] = []) throws -> (String, Linux.ExitStatus) {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        var request = request
        request.descriptors = [nil, pipe.write, nil] + extra
        let process = try Spawn.start(request)
        defer { process.pidfd.closeIgnoringErrors() }
        pipe.write.closeIgnoringErrors()
        var output: [UInt8] = []
        while let part = try pipe.read.readNow(upTo: 4096), !part.isEmpty { output += part }
        var watched = pollfd(fd: process.pidfd.rawValue, events: Int16(POLLIN), revents: 0)
        poll(&watched, 1, -1)
        return (String(decoding: output, as: UTF8.self), try #require(try PIDDescriptor.reap(process.pidfd)))
    }

    @Test(
        "reports how the program ended",
        arguments: [
            ("exit 0", Linux.ExitStatus.exited(0)), ("exit 7", .exited(7)), ("kill -TERM $$", .signalled(.terminate)),
        ])
    func status(_ script: String, _ expected: Linux.ExitStatus) throws {
        #expect(try run(shell(script)).1 == expected)
    }

    @Test("passes arguments, environment and folder exactly")
    func exactly() throws {
        var request = SpawnRequest(
            executable: "/bin/sh", arguments: ["my name", "-c", "echo \"$0|$1|$A|$(pwd)|$(env | wc -l)\"", "zero", ""])
        request.environment = ["A=ä b\nc"]
        request.workingDirectory = "/usr"

        let (output, _) = try run(request)

        // The shell itself adds PWD.
        #expect(output.hasPrefix("zero||ä b\nc|/usr|"))
    }

    @Test("gives the child its descriptors in any order, and nothing else")
    func descriptors() throws {
        let first = try MemoryFile.make(name: "first", contents: Array("one".utf8))
        let second = try MemoryFile.make(name: "second", contents: Array("two".utf8))
        let open = dup(first.rawValue)
        defer {
            for item in [first, second, FileDescriptor(rawValue: open)] { item.closeIgnoringErrors() }
        }

        let (output, _) = try run(
            shell("cat <&3; cat <&4; readlink /proc/$$/fd/5; exec ls /proc/self/fd"),
            extra: [second, first, nil])

        // The last one is what ls itself opens to look.
        #expect(output == "twoone/dev/null\n0\n1\n2\n3\n4\n5\n6\n")
    }

    @Test("starts the child with default signals, none blocked")
    func signals() throws {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGUSR1)
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &set, &before)
        signal(SIGPIPE, SIG_IGN)
        defer {
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }

        let (output, _) = try run(shell("grep -E 'Sig(Blk|Ign)' /proc/$$/status | tr -d '\\t\\n'"))

        #expect(output == "SigBlk:0000000000000000SigIgn:0000000000000000")
    }

    @Test("leads a session or a group when asked", arguments: [(true, false), (false, true), (false, false)])
    func session(newSession: Bool, newGroup: Bool) throws {
        var request = shell("read -r pid name state parent group session rest < /proc/$$/stat; echo $$ $group $session")
        request.newSession = newSession
        request.newProcessGroup = newGroup

        let words = try run(request).0.split(whereSeparator: \.isWhitespace)

        #expect((words[0] == words[1]) == (newSession || newGroup))
        #expect((words[0] == words[2]) == newSession)
    }

    @Test(
        "says why a program cannot be executed, and leaves no child",
        arguments: [
            ("/nonexistent", Errno.noSuchFileOrDirectory), ("/etc", .permissionDenied),
            ("/etc/passwd", .permissionDenied),
        ])
    func notExecutable(_ path: String, _ errno: Errno) {
        let error = #expect(throws: LinuxError.self) {
            try Spawn.start(SpawnRequest(executable: FilePath(path), arguments: [path]))
        }

        #expect(error == .failed(operation: "execute", subject: path, errno: errno))
    }

    @Test("says which folder or descriptor cannot be used")
    func badRequest() {
        var noFolder = shell("true")
        noFolder.workingDirectory = "/nonexistent"
        var badDescriptor = shell("true")
        badDescriptor.descriptors = [FileDescriptor(rawValue: 9_999)]
        let nul = SpawnRequest(executable: "/bin/true", arguments: ["a\0b"])

        #expect(
            throws: LinuxError.failed(
                operation: "enter /nonexistent for", subject: "/bin/sh", errno: .noSuchFileOrDirectory)
        ) { try Spawn.start(noFolder) }
        #expect(
            throws: LinuxError.failed(
                operation: "place descriptors for", subject: "/bin/sh", errno: .badFileDescriptor)
        ) { try Spawn.start(badDescriptor) }
        #expect(throws: LinuxError.self) { try Spawn.start(nul) }
    }
}

@Suite("Looking for programs")
struct ExecutableTests {
    @Test(
        "finds what a shell would",
        arguments: [
            ("sh", "/nonexistent:/bin", "/bin/sh"), ("/bin/sh", nil, "/bin/sh"), ("sh", "/nonexistent", nil),
            ("/etc/passwd", nil, nil), ("/etc", nil, nil), ("", "/bin", nil), ("nosuchprogram", nil, nil),
        ] as [(String, String?, String?)])
    func find(_ name: String, _ searchPath: String?, _ expected: String?) {
        #expect(Executable.find(name, searchPath: searchPath)?.string == expected)
    }
}
