import JSON
import Linux
import LinuxAsync
import RuncCommand
import SystemPackage
import Testing
import TrackerClient

@Suite("Processes of a real tracker")
struct TrackedProcessTests {
    @Test("report how they ended", arguments: Runtime.allCases)
    func statuses(_ runtime: Runtime) async throws {
        let scripts: [(String, Int32)] = [
            ("exit 0", 0), ("exit 42", 42), ("kill -TERM $$", 143), ("kill -KILL $$", 137), ("kill -SEGV $$", 139),
        ]
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            for (script, expected) in scripts {
                let process = try await sandbox.shell("p", script)

                async let first = process.wait()
                async let second = process.wait()

                #expect(try await first.code == expected)
                #expect(try await second.code == expected)
                #expect(try sandbox.record("processes/p/exit.json")["status"]?.integer() == expected)
            }
        }
    }

    @Test("run side by side, each with its own status and output", arguments: Runtime.allCases)
    func sideBySide(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()

            let results = try await withThrowingTaskGroup(of: (Int32, String, Int32).self) { group in
                for number in 0..<20 as Range<Int32> {
                    group.addTask {
                        let process = try await sandbox.shell("p\(number)", "echo \(number); sleep 0.2; exit \(number)")
                        let output = try await process.standardOutput.all()
                        return (number, output, try await process.wait().code)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(results.count == 20)
            #expect(results.allSatisfy { $0.1 == "\($0.0)\n" && $0.2 == $0.0 })
        }
    }

    @Test("lose no output, however short they live", arguments: Runtime.allCases)
    func shortLived(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            for number in 0..<100 {
                let process = try await sandbox.run("p\(number)", ["/bin/echo", "line \(number)"])

                #expect(try await process.wait() == .exited(0))
                #expect(try await process.standardOutput.all() == "line \(number)\n")
            }
        }
    }

    @Test("read their standard input to its end, and have two outputs", arguments: Runtime.allCases)
    func streams(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let process = try await sandbox.shell("p", "cat; echo err >&2")
            let input = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)

            async let output = process.standardOutput.all()
            try await process.writeStandardInput(input)
            await process.closeStandardInput()
            await process.closeStandardInput()

            #expect(try await output.utf8.count == input.count)
            #expect(try await process.standardError.all() == "err\n")
            #expect(try await process.wait() == .exited(0))
            try await process.writeStandardInput([1])
        }
    }

    @Test("end their output with themselves, whoever else holds it", arguments: Runtime.allCases)
    func grandchild(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let process = try await sandbox.shell("p", "sleep 1000 & echo done")

            #expect(try await process.standardOutput.all() == "done\n")
            #expect(try await process.standardError.all() == "")
            #expect(try await process.wait() == .exited(0))
        }
    }

    @Test("get signals; one that has ended is no error", arguments: Runtime.allCases)
    func signals(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let trapping = try await sandbox.shell(
                "p", "trap 'exit 9' TERM; echo ready; while true; do sleep 0.01; done")
            let sleeping = try await sandbox.run("q", ["/bin/sleep", "1000"])
            _ = try await trapping.standardOutput.line()

            try await trapping.signal(.terminate)
            try await sleeping.signal(.kill)

            #expect(try await trapping.wait() == .exited(9))
            #expect(try await sleeping.wait() == .signalled(.kill))
            try await trapping.signal(.kill)
            try await sandbox.tracker.signal("unknown", .kill)
        }
    }

    @Test("own their pipes, so that /dev/stdout can be opened again", arguments: Runtime.allCases)
    func reopen(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let script = "echo again > /proc/self/fd/1; cat /proc/self/fd/0"

            let process = try await sandbox.run("p", ["/bin/sh", "-c", script], user: 1000)
            try await process.writeStandardInput(Array("in\n".utf8))
            await process.closeStandardInput()

            #expect(try await process.standardOutput.all() == "again\nin\n")
            #expect(try await process.standardError.all() == "")
        }
    }

    @Test("leave records without secrets, and get no descriptor but their streams", arguments: Runtime.allCases)
    func records(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let process = try await sandbox.run("p", ["/bin/cat"])

            try await process.writeStandardInput(Array("line\n".utf8))
            _ = try await process.standardOutput.line()
            let descriptors = try Files.entries(of: FilePath("/proc/\(process.pid)/fd"))
            await process.closeStandardInput()
            _ = try await process.wait()

            let record = try sandbox.record("processes/p/process.json")
            #expect(record["args"]?[0] == "/bin/cat")
            #expect(!"\(record)".contains("sesame"))
            #expect(try sandbox.record("processes/p/exit.json")["finished"] != nil)
            #expect(!Files.exists(sandbox.file("processes/p/runtime.log")))
            #expect(descriptors.sorted() == ["0", "1", "2"])
        }
    }

    @Test("that cannot be started say so by kind, and leave nothing", arguments: Runtime.allCases)
    func notFound(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()

            let error = await #expect(throws: TrackerError.self) { try await sandbox.run("p", ["/bin/nosuch"]) }

            guard case .runtime(.executableNotFound, _, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(!Files.exists(sandbox.file("processes/p")))
            #expect(try await sandbox.shell("p", "true").wait() == .exited(0))
        }
    }

    @Test("have names of their own while they live", arguments: Runtime.allCases)
    func duplicates(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let process = try await sandbox.run("p", ["/bin/sleep", "1000"])

            await #expect(throws: TrackerError.processExists("p")) { try await sandbox.shell("p", "true") }
            await #expect(throws: TrackerError.invalidName("../p")) { try await sandbox.shell("../p", "true") }
            try await process.signal(.kill)
            _ = try await process.wait()

            #expect(try await sandbox.shell("p", "exit 5").wait() == .exited(5))
        }
    }
}
