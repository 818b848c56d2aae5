import JSON
import Linux
import SystemPackage
import Testing

@Suite("System calls of a container of our own runtime")
struct SeccompCommandTests {
    private static func profile(_ rules: String, _ others: String = "") -> String {
        #"{"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_AARCH64"],"#
            + #""syscalls":[\#(rules)]\#(others)}}}"#
    }

    private static func rule(_ action: String, _ more: String = "") -> String {
        #"{"names":["mkdir","mkdirat"],"action":"\#(action)"\#(more)}"#
    }

    @Test(
        "are answered as the profile says, also for who enters, and whether or not there can be new privileges",
        arguments: [
            (rule("SCMP_ACT_ERRNO"), "Operation not permitted", 1),
            (rule("SCMP_ACT_ERRNO", #","errnoRet":28"#), "No space left on device", 1),
            (rule("SCMP_ACT_KILL_PROCESS"), "", 159), (rule("SCMP_ACT_TRAP"), "", 159), (rule("SCMP_ACT_LOG"), "", 0),
            (rule("SCMP_ACT_ERRNO", #","args":[{"index":9,"value":0,"op":"SCMP_CMP_EQ"}]"#), nil, 1),
            (rule("SCMP_ACT_X"), nil, 1),
        ] as [(String, String?, Int32)], [true, false])
    func actions(sample: (rule: String, text: String?, status: Int32), isPlain: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(
                patch: JSONValue(parsing: Self.profile(sample.rule)).patched(
                    with: ["process": ["noNewPrivileges": .bool(isPlain)]]
                ).description)

            let started = try runtime("run", "-d", "c")
            guard let text = sample.text else {
                return #expect(started.status == 1 && started.errors.contains("seccomp"), "\(started)")
            }
            let entered = try runtime("exec", "c", "/bin/mkdir", "/tmp/new")

            #expect(started.status == 0, "\(started)")
            #expect(entered.status == sample.status, "\(entered)")
            #expect(entered.errors.contains(text), "\(entered)")
        }
    }

    @Test("are handed to the agent, which is told whose they are", arguments: ["run", "exec"])
    func listener(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            let path = runtime.bundle.appending("agent")
            let agent = try StreamSocket.listen(at: path)
            defer { agent.descriptor.closeIgnoringErrors() }
            let others = #","listenerPath":"\#(path.string)","listenerMetadata":"meta""#
            if command == "exec" {
                // Only who enters has the profile: it is taken from what the container was made with.
                try runtime.write(patch: Self.profile(Self.rule("SCMP_ACT_NOTIFY"), others), script: "sleep 1000")
                let (first, _) = try runtime.start(["run", "-d", "c"])
                defer { first.pidfd.closeIgnoringErrors() }
                let (_, descriptor) = try Self.message(to: agent)
                descriptor.closeIgnoringErrors()
                _ = try DescriptorPoll.wait([DescriptorPoll.Entry(first.pidfd)])
                #expect(try PIDDescriptor.reap(first.pidfd) == .exited(0))
            } else {
                try runtime.write(
                    patch: Self.profile(Self.rule("SCMP_ACT_NOTIFY"), others), script: "mkdir /tmp/new; echo $?")
            }

            let (process, files) = try runtime.start(
                command == "exec" ? ["exec", "c", "/bin/sh", "-c", "mkdir /tmp/new; echo $?"] : ["run", "c"])
            defer { process.pidfd.closeIgnoringErrors() }
            let (json, descriptor) = try Self.message(to: agent)
            // Who waits for an answer of nobody is told that there is no such call.
            descriptor.closeIgnoringErrors()
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])

            #expect(try PIDDescriptor.reap(process.pidfd) == .exited(0))
            #expect(String(decoding: try Files.read(files.output), as: UTF8.self) == "1\n")
            #expect(String(decoding: try Files.read(files.errors), as: UTF8.self).contains("Function not implemented"))
            #expect(json["fds"]?[0]?.string == "seccompFd")
            #expect(json["metadata"]?.string == "meta")
            #expect(json["ociVersion"]?.string == "1.3.0")
            let pid = try #require(json["pid"]?.integer(as: Int32.self))
            let state = try #require(json["state"])
            #expect(state["id"]?.string == "c")
            #expect(state["status"]?.string == (command == "exec" ? "running" : "creating"))
            #expect(state["bundle"]?.string == runtime.bundle.string)
            #expect((state["pid"]?.integer(as: Int32.self) == pid) == (command == "run"))
        }
    }

    private static func message(to agent: StreamSocket) throws -> (JSONValue, FileDescriptor) {
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(agent.descriptor)])
        let connection = try #require(try agent.accept())
        defer { connection.descriptor.closeIgnoringErrors() }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(connection.descriptor)])
        guard case .message(let bytes, let descriptors) = try connection.receive(upTo: 65536) else {
            throw SeccompCommandTests.Nothing()
        }
        return (try JSONValue(parsing: bytes), try #require(descriptors.first))
    }

    private struct Nothing: Error {}

    @Test("that wait for an agent that is not there end the start")
    func noAgent() throws {
        try OwnRuntime.use { (runtime) throws in
            let answer = try runtime.run(
                patch: Self.profile(Self.rule("SCMP_ACT_NOTIFY"), #","listenerPath":"/nosuch""#))

            #expect(
                answer.errors.contains(
                    "failed to connect with seccomp agent specified in the seccomp profile: /nosuch"),
                "\(answer)")
            #expect(try runtime.left() == [])
        }
    }

    @Test("are filtered by what was compiled before, unless somebody has changed that")
    func cache() throws {
        try OwnRuntime.use { (runtime) throws in
            let profile = Self.profile(Self.rule("SCMP_ACT_ERRNO"))
            let folder = runtime.root.appending(".cache").appending("seccomp")
            func run() throws -> String { try runtime.run(patch: profile, "mkdir /tmp/x").errors }

            let first = try run()
            let names = try Files.entries(of: folder)
            let file = folder.appending(try #require(names.first))
            let made = try FileStatus.of(file)
            let second = try run()
            let kept = try FileStatus.of(file)
            // Every instruction allows.
            let bytes = try Files.read(file)
            try Files.write(
                Array(bytes.prefix(bytes.count / 2)) + [UInt8](repeating: 0, count: bytes.count - bytes.count / 2),
                to: file,
                mode: FilePermissions(rawValue: 0o600), durably: false)
            let damaged = try run()
            try Files.setMode(FilePermissions(rawValue: 0o666), of: file)
            let open = try run()

            #expect(names.count == 1)
            #expect(kept.inode == made.inode && kept.modifiedNanoseconds == made.modifiedNanoseconds)
            for text in [first, second, damaged, open] { #expect(text.contains("Operation not permitted"), "\(text)") }
        }
    }
}
