import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Streams of processes in real runtimes")
struct RuncStreamTests {
    @Test("are pipes that belong to the process's user", arguments: Runtime.allCases)
    func pipes(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()
            let script =
                "read line; echo $line; stat -L -c %u:%g /proc/self/fd/1; echo again >/proc/self/fd/1; echo bad >&2"
            var process = sandbox.process(["/bin/sh", "-c", script])
            process.user = OCIUser(uid: 1000, gid: 1000)
            let pipes = try StandardPipes(.all, owner: FileOwner(user: 1000, group: 1000))
            let input = try #require(pipes.takeInput())
            try input.closeAfter { _ = try input.writeAll("hello\n".utf8) }

            // runc and ours put pipes of their own between when it waits for the process's end.
            var options = ExecOptions()
            options.detach = true
            let status = try await sandbox.client.exec(process, in: sandbox.id, options: options, io: .pipes(pipes))
            let output = try await sandbox.rest(of: pipes.takeOutput())
            let error = try await sandbox.rest(of: pipes.takeError())

            #expect(status == .exited(0))
            #expect(output == "hello\n1000:1000\nagain\n")
            #expect(error == "bad\n")
        }
    }

    @Test("end with a container that was created", arguments: Runtime.allCases)
    func createdPipes(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write(arguments: ["/bin/sh", "-c", "echo made; cat"])
            let pipes = try StandardPipes()
            try await sandbox.client.create(sandbox.id, bundle: sandbox.bundle, io: .pipes(pipes))
            try await sandbox.client.start(sandbox.id)
            let input = try #require(pipes.takeInput())

            try input.closeAfter { _ = try input.writeAll("and fed".utf8) }

            #expect(try await sandbox.rest(of: pipes.takeOutput()) == "made\nand fed")
            #expect(try await sandbox.rest(of: pipes.takeError()).isEmpty)
        }
    }

    @Test("end with a container that is run in the foreground", arguments: Runtime.allCases)
    func foregroundPipes(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write(arguments: ["/bin/sh", "-c", "echo good; echo bad >&2; exit 9"])
            let pipes = try StandardPipes([.output, .error])

            let status = try await sandbox.client.run(sandbox.id, bundle: sandbox.bundle, io: .pipes(pipes))

            #expect(status == .exited(9))
            #expect(try await sandbox.rest(of: pipes.takeOutput()) == "good\n")
            #expect(try await sandbox.rest(of: pipes.takeError()) == "bad\n")
            #expect(pipes.takeInput() == nil)
        }
    }

    @Test("are files of the caller's", arguments: Runtime.allCases)
    func descriptors(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()
            let input = try MemoryFile.make(name: "input", contents: Array("from a file".utf8))
            defer { input.closeIgnoringErrors() }
            let path = sandbox.folder.appending("output")
            let output = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .closeOnExec], permissions: FilePermissions(rawValue: 0o600))
            defer { output.closeIgnoringErrors() }

            let status = try await sandbox.client.exec(
                sandbox.process(["/bin/cat"]), in: sandbox.id, io: .descriptors(input: input, output: output))

            #expect(status == .exited(0))
            #expect(String(decoding: try Files.read(path), as: UTF8.self) == "from a file")
        }
    }

    @Test("are null devices which are not the host's", arguments: Runtime.allCases)
    func null(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write {
                $0.process.user = OCIUser(uid: 1000, gid: 1000)
                // The container's root gives away what it has: here, where crun has given it to user 1000, that is that user.
                $0.process.arguments = [
                    "/bin/sh", "-c",
                    "read x; echo lost; chmod 600 /proc/self/fd/1; exec test \"$(stat -L -c %t:%T /proc/self/fd/0)\" = 1:3",
                ]
            }
            let before = try FileStatus.of(FilePath("/dev/null"))

            let status = try await sandbox.client.run(sandbox.id, bundle: sandbox.bundle, io: .null)

            let after = try FileStatus.of(FilePath("/dev/null"))
            // runc and ours copy the streams of a foreground container through pipes of their own.
            #expect(status == .exited(runtime == .crun ? 0 : 1))
            #expect(after.owner == before.owner)
            #expect(after.mode == before.mode)
        }
    }

    @Test("do not keep a call waiting", arguments: Runtime.allCases)
    func captured(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write(arguments: ["/bin/sleep", "1000"])
            var options = ExecOptions()
            options.detach = true

            // Both leave a process behind that holds what the runtime wrote to.
            try await sandbox.client.create(sandbox.id, bundle: sandbox.bundle)
            try await sandbox.client.start(sandbox.id)
            _ = try await sandbox.client.exec(
                sandbox.process(["/bin/sleep", "1000"]), in: sandbox.id, options: options)

            #expect(try await sandbox.client.processes(in: sandbox.id).count == 2)
        }
    }

    @Test("may be more than three", arguments: Runtime.allCases)
    func preserved(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write(arguments: ["/bin/sh", "-c", "cat <&3; cat <&4"])
            let files = try ["three ", "four"].map { try MemoryFile.make(name: "extra", contents: Array($0.utf8)) }
            defer { for file in files { file.closeIgnoringErrors() } }
            var options = RunOptions()
            options.creation.preservedDescriptors = files
            let pipes = try StandardPipes(.output)

            let status = try await sandbox.client.run(
                sandbox.id, bundle: sandbox.bundle, options: options, io: .pipes(pipes))

            #expect(status == .exited(0))
            #expect(try await sandbox.rest(of: pipes.takeOutput()) == "three four")
        }
    }
}

extension RuntimeSandbox {
    /// What there is still to read, up to the end; `descriptor` is closed then.
    func rest(of descriptor: FileDescriptor?) async throws -> String {
        let pipe = AsyncDescriptor(owning: try #require(descriptor), system: client.system)
        defer { pipe.close() }
        var bytes: [UInt8] = []
        while true {
            let more = try await pipe.read(upTo: 64 * 1024)
            if more.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += more
        }
    }
}
