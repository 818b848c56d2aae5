import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Several calls of our own runtime at the same time")
struct ConcurrentCallTests {
    /// Makes calls at the same time, and waits for all.
    private func together(_ runtime: OwnRuntime, _ calls: [[String]]) throws -> [(status: Int32, errors: String)] {
        let started = try calls.map { try runtime.start($0) }
        defer { for (process, _) in started { process.pidfd.closeIgnoringErrors() } }
        return try started.map { process, files in
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
            let status = try #require(try PIDDescriptor.reap(process.pidfd)).code
            return (status, String(decoding: try Files.read(files.errors), as: UTF8.self))
        }
    }

    @Test("that create one name: one does, and the others do no harm", arguments: 0..<5)
    func creates(round: Int) throws {
        try OwnRuntime.use { (runtime) throws in
            let answers = try together(runtime, Array(repeating: ["create", "c"], count: 4))

            #expect(answers.filter { $0.status == 0 }.count == 1, "\(answers)")
            for answer in answers where answer.status != 0 {
                let isTold = ["container with given ID already exists", "container's cgroup is not empty"].contains {
                    answer.errors.contains($0)
                }
                #expect(isTold, "\(answer)")
            }
            #expect(try runtime.status() == "created")
            #expect(try runtime("start", "c").status == 0)
            #expect(try runtime("exec", "c", "/bin/true").status == 0)
            try runtime.expectCleanDeletion()
        }
    }

    @Test("that delete: one does, and last hooks run once", arguments: [true, false])
    func deletes(isForced: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            let log = runtime.bundle.appending("log")
            let hook = #"{"path":"/bin/sh","args":["sh","-c","echo once >> \#(log.string)"]}"#
            try runtime.write(patch: #"{"hooks":{"poststop":[\#(hook)]}}"#)
            #expect(try runtime("run", "-d", "c").status == 0)
            if !isForced { try runtime.stop() }

            let answers = try together(
                runtime, Array(repeating: isForced ? ["delete", "-f", "c"] : ["delete", "c"], count: 4))

            for answer in answers {
                let isFine = answer.status == 0 || !isForced && answer.errors.contains("container does not exist")
                #expect(isFine, "\(answer)")
            }
            #expect(answers.contains { $0.status == 0 })
            #expect(String(decoding: try Files.read(log), as: UTF8.self) == "once\n")
            try runtime.expectCleanDeletion()
        }
    }

    @Test(
        "that delete and do something else leave nothing, and hang nowhere",
        arguments: [
            ["start", "c"], ["kill", "c", "KILL"], ["exec", "c", "/bin/true"], ["state", "c"], ["create", "c"],
        ], 0..<5)
    func deleteBeside(call: [String], round: Int) throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("create", "c").status == 0)
            if call[0] == "exec" { #expect(try runtime("start", "c").status == 0) }

            let answers = try together(runtime, [call, ["delete", "-f", "c"]])

            #expect(answers[1].status == 0, "\(answers)")
            try runtime.expectCleanDeletion("c", "\(answers)")
            try runtime.expectUsableName()
        }
    }

    @Test("that wait for a container which was deleted leave a new one of its name alone")
    func newOneOfTheName() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { spec in
                spec.process.arguments = ["/bin/sh", "-c", "echo up; exec sleep 1000"]
                spec.linux.namespaces.removeAll { $0.kind == .pid }
            }
            let pipe = try Pipe.make()
            defer { pipe.read.closeIgnoringErrors() }
            var call = OwnCall("run", "c")
            call.descriptors = [nil, pipe.write, nil]
            let waiting = try runtime.start(call)
            pipe.write.closeIgnoringErrors()
            _ = try pipe.read.readLines(1)
            try waiting.send(SIGSTOP)
            try runtime.stop()
            #expect(try runtime("delete", "-f", "c").status == 0)
            #expect(try runtime("run", "-d", "c").status == 0)

            try waiting.send(SIGCONT)

            #expect(try waiting.status() == 128 + SIGKILL)
            #expect(try runtime.status() == "running")
        }
    }
}
