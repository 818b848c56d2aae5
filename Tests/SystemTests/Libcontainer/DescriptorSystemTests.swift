import Glibc
import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Descriptors of a process of our own runtime")
struct DescriptorSystemTests {
    /// Opens what a caller may have open, and gives it to a call from number 3 on.
    private func withOpen(_ body: ([FileDescriptor]) throws -> Void) throws {
        let paths: [FilePath] = ["/", "/etc", "/sys/fs/cgroup"]
        let files = try paths.map { try FileDescriptor.open($0, .readOnly, options: .closeOnExec) }
        defer { for file in files { file.closeIgnoringErrors() } }
        try body(files)
    }

    @Test("are the three streams, whatever the caller has open", arguments: ["run", "exec"])
    func exact(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            let list = ["/bin/ls", "/proc/self/fd"]
            try runtime.write { if command == "run" { $0.process.arguments = list } }
            if command == "exec" { #expect(try runtime("run", "-d", "c").status == 0) }
            try withOpen { files in
                var call = OwnCall()
                call.arguments = command == "run" ? ["run", "c"] : ["exec", "c"] + list
                call.descriptors += files

                let (status, text) = try runtime.output(call)

                #expect(status == 0)
                // The fourth is what ls lists them with.
                #expect(text == "0\n1\n2\n3\n")
            }
        }
    }

    @Test("are nothing of the caller's while a container waits to be started")
    func created() throws {
        try OwnRuntime.use { (runtime) throws in
            try withOpen { files in
                var call = OwnCall("create", "c")
                call.descriptors += files
                #expect(try runtime.start(call).status() == 0)
                let state = try JSONValue(parsing: runtime("state", "c").output)
                let folder = FilePath("/proc/\(try #require(state["pid"]?.integer(as: Int32.self)))/fd")

                let names = try Files.entries(of: folder).compactMap { Int($0) }.sorted()

                let targets = try names.dropFirst(3).map { try Files.readLink(folder.appending("\($0)")).lastComponent }
                #expect(names.prefix(3) == [0, 1, 2])
                #expect(targets == ["exec.fifo", "fd"])
            }
        }
    }

    @Test("are no way out by the working folder", arguments: ["run", "exec"], 3...9)
    func workingFolder(command: String, number: Int) throws {
        try OwnRuntime.use { (runtime) throws in
            let folder = "/proc/self/fd/\(number)"
            try runtime.write {
                guard command == "run" else { return }
                $0.process.workingDirectory = folder
                $0.process.arguments = ["/bin/ls"]
            }
            if command == "exec" { #expect(try runtime("run", "-d", "c").status == 0) }
            try withOpen { files in
                var call = OwnCall()
                call.arguments = command == "run" ? ["run", "c"] : ["exec", "--cwd", folder, "c", "/bin/ls"]
                call.descriptors += files

                let (status, text) = try runtime.output(call)

                #expect(status == (command == "run" ? 1 : 255), "\(text)")
            }
        }
    }

    @Test("are those that are to be kept too, by the same numbers", arguments: ["run", "exec"])
    func preserved(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            let script = ["/bin/sh", "-c", "cat <&3; cat <&4; ls /proc/self/fd"]
            try runtime.write { if command == "run" { $0.process.arguments = script } }
            if command == "exec" { #expect(try runtime("run", "-d", "c").status == 0) }
            let files = try ["three\n", "four\n"].map { try MemoryFile.make(name: "kept", contents: Array($0.utf8)) }
            defer { for file in files { file.closeIgnoringErrors() } }
            try withOpen { others in
                var call = OwnCall()
                call.arguments = [command, "--preserve-fds", "2", "c"] + (command == "run" ? [] : script)
                call.descriptors += files + others

                let (status, text) = try runtime.output(call)

                #expect(status == 0)
                #expect(text == "three\nfour\n0\n1\n2\n3\n4\n5\n")
            }
        }
    }

    @Test(
        "that are to be kept have to be there, also beside those of the runtime", arguments: ["run", "create", "exec"])
    func missing(command: String) throws {
        try OwnRuntime.use { (runtime) throws in
            if command == "exec" { #expect(try runtime("run", "-d", "c").status == 0) }
            var call = OwnCall("--log", runtime.bundle.appending("log").string)
            call.arguments += [command, "--preserve-fds", "2", "c"] + (command == "exec" ? ["/bin/true"] : [])
            try withOpen { files in
                call.descriptors.append(files[0])

                let (status, text) = try runtime.output(call)

                #expect(status == (command == "exec" ? 255 : 1))
                #expect(text.contains("unable to stat preserved-fd 1 (of 2): no such file or directory"), "\(text)")
                #expect(try runtime.left() == (command == "exec" ? ["c"] : []))
            }
        }
    }

    @Test(
        "are those that a service manager has passed, if they are for this process",
        arguments: [("$$", "1 1\n0\n1\n2\n3\n4\n"), ("1", "\n0\n1\n2\n3\n")])
    func listening(pid: String, expected: String) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write {
                $0.process.arguments = ["/bin/sh", "-c", "echo $LISTEN_FDS $LISTEN_PID; ls /proc/self/fd"]
            }
            try withOpen { files in
                var call = OwnCall("run", "c")
                call.descriptors += files
                call.shell = "export LISTEN_FDS=1 LISTEN_PID=\(pid)"

                let (_, text) = try runtime.output(call)

                #expect(text == expected)
            }
        }
    }

    @Test("are not the null device that the caller has when it enters")
    func null() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { OwnRuntime.addTerminals(&$0) }
            #expect(try runtime("run", "-d", "c").status == 0)
            let null = try NullDevice.make(in: runtime.bundle)
            defer { null.closeIgnoringErrors() }
            let pipe = try Pipe.make()
            defer { pipe.read.closeIgnoringErrors() }
            var call = OwnCall("exec", "-d", "c", "/bin/sh", "-c", "chmod 600 /proc/self/fd/0; echo done")
            call.descriptors = [null, pipe.write, nil]
            #expect(try runtime.start(call).status() == 0)
            pipe.write.closeIgnoringErrors()

            #expect(try pipe.read.readAll() == "done\n")

            #expect(try FileStatus.of(null).mode == FilePermissions(rawValue: 0o666))
        }
    }
}
