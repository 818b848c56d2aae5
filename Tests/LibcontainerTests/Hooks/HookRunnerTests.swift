import Glibc
import Libcontainer
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Programs of hooks")
struct HookRunnerTests {
    private static let state = [UInt8](#"{"id":"c1","status":"created"}"#.utf8)

    private func shell(_ script: String, environment: [String] = [], timeout: Int? = nil) -> OCIHook {
        OCIHook(path: "/bin/sh", arguments: ["sh", "-c", script], environment: environment, timeout: timeout)
    }

    /// Runs hooks that may write into a folder; gives what they wrote into its file `out`.
    private func output(_ hooks: (FilePath) -> [OCIHook]) throws -> String {
        let folder = FilePath("/tmp/guardian-hooks-\(RandomUUID.make())")
        try Files.makeNewDirectory(folder, mode: .ownerReadWriteExecute)
        defer {
            do {
                try Files.removeTree(folder)
            } catch {
                Issue.record("cannot remove \(folder): \(error)")
            }
        }
        try HookRunner.run(hooks(folder), name: "prestart", state: Self.state)
        return String(decoding: try Files.read(folder.appending("out")), as: UTF8.self)
    }

    private func failure(_ hooks: OCIHook..., name: String = "prestart") -> String {
        do {
            try HookRunner.run(hooks, name: name, state: Self.state)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test("are run in order, each with the state on its standard input")
    func order() throws {
        let output = try output { folder in
            (1...3).map { shell("echo \($0) $(cat) >>\(folder)/out") }
        }

        let state = String(decoding: Self.state, as: UTF8.self)
        #expect(output == "1 \(state)\n2 \(state)\n3 \(state)\n")
    }

    @Test("have their arguments, just the variables that are given, and no other descriptors")
    func surroundings() throws {
        let output = try output { folder in
            let script = "{ echo $0 $1; env; ls /proc/self/fd | wc -l; } >\(folder)/out"
            return [
                OCIHook(
                    path: "/bin/sh", arguments: ["name", "-c", script, "zero", "one"],
                    environment: ["A=b", "PATH=/usr/bin:/bin"])
            ]
        }

        let lines = output.split(separator: "\n").map(String.init)
        #expect(lines.first == "zero one")
        // The shell says by itself where it is.
        let variables = lines.filter { $0.contains("=") && !$0.hasPrefix("PWD=") }
        #expect(variables.sorted() == ["A=b", "PATH=/usr/bin:/bin"])
        // The three, and the folder that is being listed.
        #expect(lines.last == "4")
    }

    @Test("without arguments have their path as their name")
    func noArguments() {
        #expect(failure(OCIHook(path: "/bin/true")) == "none")
    }

    @Test("that fail say how, and what they wrote; those after them are not run")
    func failing() throws {
        let never = "/tmp/guardian-hooks-\(RandomUUID.make())"

        let text = failure(shell("true"), shell("echo out; echo err >&2; exit 3"), shell("touch \(never)"))

        #expect(text == "error running prestart hook #1: exit status 3, stdout: out\n, stderr: err\n")
        #expect(!Files.exists(FilePath(never)))
    }

    @Test("that say nothing fail with runc's words")
    func silent() {
        #expect(failure(shell("exit 1")) == "error running prestart hook #0: exit status 1, stdout: , stderr: ")
        #expect(
            failure(shell("kill -9 $$"), name: "poststop")
                == "error running poststop hook #0: signal: killed, stdout: , stderr: ")
    }

    @Test("that are not there, or are none, fail with runc's words")
    func missing() {
        #expect(
            failure(OCIHook(path: "/nonexistent"))
                == "error running prestart hook #0: fork/exec /nonexistent: no such file or directory")
        #expect(
            failure(OCIHook(path: "/etc/passwd"))
                == "error running prestart hook #0: fork/exec /etc/passwd: permission denied")
    }

    @Test("that take too long are killed", .timeLimit(.minutes(1)))
    func timeout() {
        let text = failure(shell("exec sleep 600", timeout: 1))

        #expect(text == "error running prestart hook #0: hook ran past specified timeout of 1.0s")
    }

    @Test("that are quick enough are not", arguments: [60, Int.max])
    func inTime(seconds: Int) {
        #expect(failure(shell("true", timeout: seconds)) == "none")
    }

    @Test("that have no time are killed at once", .timeLimit(.minutes(1)), arguments: [0, -5])
    func noTime(seconds: Int) {
        let text = failure(shell("exec sleep 600", timeout: seconds))

        #expect(text == "error running prestart hook #0: hook ran past specified timeout of 0.0s")
    }

    @Test("may write more than a pipe holds; the last of it is kept")
    func muchOutput() {
        let text = failure(shell("head -c 300000 /dev/zero | tr '\\0' x; echo end; exit 1"))

        #expect(text.hasSuffix("xxend\n, stderr: "))
        #expect(text.contains("stdout: …xx"))
        #expect(text.utf8.count < 20_000)
    }

    @Test("may leave somebody behind who holds their streams", .timeLimit(.minutes(1)))
    func grandchild() throws {
        // It ends when nobody reads its standard error any more, and only then closes what this test waits for.
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        let text: String
        do {
            defer { pipe.write.closeIgnoringErrors() }
            let own = "/proc/\(try #require(OwnProcess.pid))/fd/\(pipe.write.rawValue)"
            text = failure(shell("exec 9>\(own); (while echo x >&2; do :; done) & echo left; exit 7"))
        }

        #expect(text.hasPrefix("error running prestart hook #0: exit status 7, stdout: left\n, stderr: "))
        #expect(try pipe.read.readNow(upTo: 1) == [])
    }

    @Test("may ignore a state that is larger than a pipe")
    func largeState() throws {
        let state = [UInt8](repeating: UInt8(ascii: " "), count: 300_000) + Self.state

        try HookRunner.run([shell("true"), shell("test $(wc -c) = \(state.count)")], name: "poststart", state: state)
    }

    @Test("are all run when what comes after them has to, and every failure is told")
    func all() {
        let hooks = [shell("exit 1"), shell("true"), shell("exit 2")]

        let errors = HookRunner.runAll(hooks, name: "poststop", state: Self.state)

        #expect(
            errors.map(\.description) == [
                "error running poststop hook #0: exit status 1, stdout: , stderr: ",
                "error running poststop hook #2: exit status 2, stdout: , stderr: ",
            ])
    }
}
