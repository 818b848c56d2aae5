import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@Suite("A start that fails")
struct FailedStartSystemTests {
    @Test(
        "says why, and leaves nothing",
        arguments: ["create", "run"],
        [
            (["nosuch"], #"error during container init: exec: \"nosuch\": executable file not found in $PATH"#),
            (["/etc"], #"error during container init: exec: \"/etc\": is a directory"#),
        ])
    func program(command: String, sample: (arguments: [String], text: String)) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { $0.process.arguments = sample.arguments }
            let answer = try runtime(command, "c")

            #expect(answer.status == 1)
            #expect(
                answer.errors.contains("runc \(command) failed: unable to start container process: \(sample.text)"),
                "\(answer)")
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("for a mount leaves nothing")
    func mount() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { spec in
                spec.mounts.append(OCIMount(destination: "/x", type: "nosuch", source: "x"))
            }
            #expect(try runtime("create", "c").status == 1)
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("for a document that is missing, or none, makes nothing")
    func document() throws {
        try OwnRuntime.use { (runtime) throws in
            try Files.remove(runtime.bundle.appending("config.json"))
            let missing = try runtime("run", "c")
            try Files.write(
                Array("{".utf8), to: runtime.bundle.appending("config.json"), mode: FilePermissions(rawValue: 0o600),
                durably: false)
            let damaged = try runtime("run", "c")

            #expect(missing.errors.contains("JSON specification file config.json not found"))
            #expect((missing.status, damaged.status) == (1, 1))
            #expect(try runtime.left() == [])
        }
    }

    @Test("because somebody kills the runtime leaves what a forced delete removes")
    func killed() throws {
        try OwnRuntime.use { (runtime) throws in
            for _ in 0..<8 {
                let watch = try NewNames.watch(runtime.root)
                defer { watch.closeIgnoringErrors() }
                let (process, _) = try runtime.start(["create", "c"])
                defer { process.pidfd.closeIgnoringErrors() }
                // The folder is there, and more is about to be.
                _ = try DescriptorPoll.wait([DescriptorPoll.Entry(watch)])
                try PIDDescriptor.send(.kill, to: process.pidfd)
                _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
                _ = try PIDDescriptor.reap(process.pidfd)

                let answer = try runtime("delete", "--force", "c")

                #expect(answer.status == 0, "\(answer)")
                #expect(try runtime.left() == [])
                #expect(try !runtime.hasCgroup())
            }
        }
    }

    @Test("is written to the log as JSON, and bare to standard error")
    func log() throws {
        try OwnRuntime.use { (runtime) throws in
            let log = runtime.bundle.appending("log")

            let answer = try runtime("--log", log.string, "--log-format", "json", "start", "c")

            let text = String(decoding: try Files.read(log), as: UTF8.self)
            #expect(text.hasPrefix(#"{"level":"error","msg":"container does not exist","time":""#))
            #expect(answer.errors == "container does not exist\n")
        }
    }

    @Test(
        "for its command line has runc's status",
        arguments: [
            (["bogus"], 3, "No help topic for 'bogus'"), (["run"], 1, #"\"run\" requires exactly 1 argument(s)"#),
            (["run", "--nope", "c"], 1, "flag provided but not defined: -nope"),
            (["pause", "c"], 1, "the command pause is not supported yet"),
        ] as [([String], Int32, String)])
    func commandLine(arguments: [String], status: Int32, text: String) throws {
        try OwnRuntime.use { (runtime) throws in
            let (process, files) = try runtime.start(arguments)
            defer { process.pidfd.closeIgnoringErrors() }
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])

            #expect(try PIDDescriptor.reap(process.pidfd) == .exited(status))
            #expect(String(decoding: try Files.read(files.errors), as: UTF8.self).contains(text))
        }
    }

    @Test("leaves the name free when there is no room to write what is intended")
    func noRoom() throws {
        try OwnRuntime.use { (runtime) throws in
            let root = runtime.root.appending(".small").string
            try Files.makeDirectory(FilePath(root), mode: FilePermissions(rawValue: 0o700))
            func mount(_ options: String) throws -> OwnRuntime.Answer {
                try runtime.call(
                    ["-t", "tmpfs", "-o", options, "tmpfs", root], as: .init(program: "/bin/mount", hasRoot: false))
            }
            // One is the root's, and one the container's folder's.
            #expect(try mount("nr_inodes=2").status == 0)
            defer { _ = root.withCString { umount2($0, Int32(MNT_DETACH)) } }

            let refused = try runtime.call(["--root", root, "create", "c"], as: .init(hasRoot: false))
            #expect(try mount("remount,nr_inodes=100").status == 0)
            let made = try runtime.call(["--root", root, "create", "c"], as: .init(hasRoot: false))

            #expect(refused.status == 1 && refused.errors.contains("No space left on device"), "\(refused)")
            #expect(made.status == 0, "\(made)")
            #expect(try runtime.call(["--root", root, "delete", "-f", "c"], as: .init(hasRoot: false)).status == 0)
        }
    }
}
