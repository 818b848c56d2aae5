import Glibc
import JSON
import Linux
import SystemPackage
import Testing

@Suite("Hooks of a container of our own runtime")
struct HookSystemTests {
    private static let outside = ["prestart", "createRuntime", "createContainer", "poststart", "poststop"]
    private static let all = outside + ["startContainer"]

    private static func document(_ hooks: [(moment: String, script: String)], timeout: Int? = nil) -> String {
        var members: [String: [JSONValue]] = [:]
        for hook in hooks {
            var json: JSONObject = [
                "path": "/bin/sh", "args": ["sh", "-c", .string(hook.script)], "env": ["PATH=/bin:/usr/bin", "A=1"],
            ]
            json["timeout"] = timeout.map { .integer($0) }
            members[hook.moment, default: []].append(.object(json))
        }
        let hooks = members.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.array($0.value)) }
        return JSONValue.object(["hooks": .object(JSONObject(hooks))]).description
    }

    /// Says when it runs, where, with what, and what it is told.
    private static func notes(_ moment: String, in file: String) -> String {
        "exec >> \(file); echo \(moment) $A $(env | grep -c PATH); pwd; "
            + "for n in mnt net pid user; do busybox readlink /proc/self/ns/$n; done; cat; echo"
    }

    private struct Note {
        let head: String
        let folder: String
        let namespaces: [String]
        let state: JSONValue

        static func all(in text: String) throws -> [Note] {
            let lines = text.split(separator: "\n").map(String.init)
            var notes: [Note] = []
            try #require(lines.count % 7 == 0, "\(lines)")
            for start in stride(from: 0, to: lines.count, by: 7) {
                let state = try JSONValue(parsing: lines[start + 6])
                let namespaces = Array(lines[(start + 2)..<(start + 6)])
                notes.append(Note(head: lines[start], folder: lines[start + 1], namespaces: namespaces, state: state))
            }
            return notes
        }
    }

    private static func notes(at path: FilePath) throws -> [Note] {
        Files.exists(path) ? try Note.all(in: String(decoding: try Files.read(path), as: UTF8.self)) : []
    }

    private static func namespaces(_ process: String) throws -> [String] {
        try ["mnt", "net", "pid", "user"].map { try Files.readLink(FilePath("/proc/\(process)/ns/\($0)")).string }
    }

    @Test("run at their time, in their namespaces, and are told the container's state")
    func moments() throws {
        try OwnRuntime.use { (runtime) throws in
            let log = runtime.bundle.appending("log")
            let inside = runtime.bundle.appending("rootfs/tmp/log")
            let hooks = Self.outside.map { ($0, Self.notes($0, in: log.string)) }
            // The program tells that its hooks are over: `start` does not wait for those inside.
            let up = runtime.bundle.appending("rootfs/tmp/up")
            #expect(mkfifo(up.string, 0o600) == 0)
            try runtime.write(
                patch: Self.document(hooks + [("startContainer", Self.notes("startContainer", in: "/tmp/log"))]),
                script: "echo up > /tmp/up; exec sleep 1000")
            let own = try Self.namespaces("self")

            #expect(try runtime("create", "c").status == 0)
            let created = try Self.notes(at: log)
            #expect(try Self.notes(at: inside).isEmpty)
            let pid = try runtime.initPID()
            let theirs = try Self.namespaces("\(pid)")
            #expect(try runtime("start", "c").status == 0)
            #expect(try Files.read(up) == Array("up\n".utf8))
            let started = try Self.notes(at: log)
            let startedInside = try Self.notes(at: inside)
            #expect(try runtime("delete", "-f", "c").status == 0)
            let all = try Self.notes(at: log)

            #expect(created.map(\.head) == ["prestart", "createRuntime", "createContainer"].map { $0 + " 1 1" })
            #expect(started.dropFirst(3).map(\.head) == ["poststart 1 1"])
            #expect(all.dropFirst(4).map(\.head) == ["poststop 1 1"])
            #expect(startedInside.map(\.head) == ["startContainer 1 1"])
            let places = (all + startedInside).map(\.namespaces)
            #expect(places == [own, own, theirs, own, own, theirs])
            #expect(all.prefix(2).allSatisfy { $0.folder == runtime.bundle.string })
            let states = (all + startedInside).map(\.state)
            let statuses: [String] = states.compactMap { $0["status"]?.string }
            #expect(statuses == ["creating", "creating", "creating", "running", "stopped", "created"])
            let number = pid.rawValue
            let numbers: [Int32?] = states.map { $0["pid"]?.integer(as: Int32.self) }
            let expected: [Int32?] = [number, number, 1, number, nil, 1]
            #expect(numbers == expected)
            for state in states {
                #expect(state["id"]?.string == "c")
                #expect(state["ociVersion"]?.string == "1.3.0")
                #expect(state["bundle"]?.string == runtime.bundle.string)
            }
        }
    }

    @Test(
        "that fail end the start, leave nothing, and have the last ones run",
        arguments: ["prestart", "createRuntime", "createContainer", "startContainer", "poststart"],
        [
            ("echo out; echo bad >&2; exit 3", #"exit status 3, stdout: out\n, stderr: bad\n"#),
            ("kill -9 $$", "signal: killed, stdout: , stderr: "),
            ("exec sleep 1000", "hook ran past specified timeout of 1.0s"),
        ])
    func failing(moment: String, failure: (script: String, text: String)) throws {
        try OwnRuntime.use { (runtime) throws in
            let log = runtime.bundle.appending("log")
            let hooks = [
                (moment, "exit 0"), (moment, failure.script), ("poststop", Self.notes("poststop", in: log.string)),
            ]
            try runtime.write(patch: Self.document(hooks, timeout: 1))

            let answer = try runtime("run", "c")

            #expect(answer.status == 1)
            #expect(answer.errors.contains("error running \(moment) hook #1: \(failure.text)"), "\(answer)")
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
            let last = try Self.notes(at: log).map { $0.state["status"]?.string }
            #expect(last == ["stopped"])
        }
    }

    @Test("that are not there fail too", arguments: all.filter { $0 != "poststop" })
    func missing(moment: String) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(patch: #"{"hooks":{"\#(moment)":[{"path":"/nosuch"}]}}"#)

            let answer = try runtime("run", "c")

            #expect(
                answer.errors.contains("error running \(moment) hook #0: fork/exec /nosuch: no such file or directory"),
                "\(answer)")
            #expect(try runtime.left() == [])
        }
    }

    @Test("of the end are all run, and all that fail are told when everything is gone")
    func last() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(
                patch: Self.document([("poststop", "exit 1"), ("poststop", "true"), ("poststop", "exit 2")]))
            #expect(try runtime("run", "-d", "c").status == 0)
            let deleted = try runtime("delete", "-f", "c")
            let left = try runtime.left()
            let ended = try runtime.run(patch: Self.document([("poststop", "exit 1")]), "exit 42")

            let text =
                "error running poststop hook #0: exit status 1, stdout: , stderr: ; "
                + "error running poststop hook #2: exit status 2, stdout: , stderr: "
            #expect(deleted.status == 1)
            #expect(deleted.errors.contains(text), "\(deleted)")
            #expect(left == [])
            #expect(ended.status == 42)
            #expect(ended.errors.contains("level=warning msg=\"error running poststop hook #0"), "\(ended)")
        }
    }

    @Test("that fail after the start of a created container take it along")
    func startedLater() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(patch: Self.document([("poststart", "exit 1")]))
            #expect(try runtime("create", "c").status == 0)

            let answer = try runtime("start", "c")

            #expect(answer.status == 1)
            #expect(answer.errors.contains("error running poststart hook #0: exit status 1"))
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("for which no variables are given have those of who runs them, and its file mode mask")
    func environments() throws {
        try OwnRuntime.use { (runtime) throws in
            let log = runtime.bundle.appending("log")
            func hook(_ moment: String, _ file: String) -> String {
                let script = "echo \(moment) $OUTER $INNER $(umask) >> \(file)"
                return #""\#(moment)":[{"path":"/bin/sh","args":["sh","-c","\#(script)"]}]"#
            }
            let outside = ["createRuntime", "createContainer", "poststop"].map { hook($0, log.string) }
            let hooks = (outside + [hook("startContainer", "/log")]).joined(separator: ",")
            try runtime.write(
                patch: #"{"hooks":{\#(hooks)},"process":{"env":["INNER=in"]}}"#, script: "true")

            let answer = try runtime.call(
                ["run", "c"], as: .init(environment: ["PATH=/usr/bin:/bin", "OUTER=out"]))

            #expect(answer.status == 0, "\(answer)")
            let lines = String(decoding: try Files.read(log), as: UTF8.self)
            #expect(lines == "createRuntime out 0022\ncreateContainer in 0022\npoststop out 0022\n")
            let inside = try Files.read(runtime.bundle.appending("rootfs/log"))
            #expect(String(decoding: inside, as: UTF8.self) == "startContainer in 0022\n")
        }
    }
}
