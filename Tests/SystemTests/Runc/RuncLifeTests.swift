import JSON
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("A container's life in real runtimes")
struct RuncLifeTests {
    @Test("begins with a process that waits to be let go", arguments: Runtime.allCases)
    func createAndStart(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let (client, id) = (sandbox.client, sandbox.id)
            let pidFile = sandbox.folder.appending("init.pid")
            var options = CreateOptions()
            options.pidFile = pidFile

            try await client.create(id, bundle: sandbox.bundle, options: options)
            let created = try await client.state(of: id)
            let written = try PIDFile.parse(try Files.read(pidFile))
            try await client.start(id)
            let running = try await client.state(of: id)

            #expect(created.status == "created")
            #expect(created.bundle == sandbox.bundle.string)
            #expect(created.pid == written.rawValue)
            #expect(running.status == "running")
            #expect(running.pid == created.pid)
        }
    }

    @Test("lists it and its processes", arguments: Runtime.allCases)
    func lists(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let (client, id) = (sandbox.client, sandbox.id)
            try Files.makeDirectory(sandbox.folder.appending("root"), mode: FilePermissions(rawValue: 0o700))

            let before = try await client.list()
            try await sandbox.run()
            let listed = try await client.list()
            let state = try await client.state(of: id)
            let processes = try await client.processes(in: id)
            let table = try await client.table(of: id, psArguments: runtime != .crun ? ["-eo", "pid,comm"] : [])

            #expect(before.isEmpty)
            #expect(listed.map(\.id) == [id.value])
            #expect(listed.map(\.pid) == [state.pid])
            #expect(listed.map(\.status) == ["running"])
            #expect(processes.map(\.rawValue) == [state.pid])
            #expect(table.rows.map(\.pid) == processes)
            #expect(table.headers == (runtime != .crun ? ["PID", "COMMAND"] : ["PID"]))
            #expect(table.rows.map(\.fields) == [[String(state.pid)] + (runtime != .crun ? ["sleep"] : [])])
        }
    }

    @Test("reports how a process in it ended", arguments: Runtime.allCases)
    func statuses(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()

            let exited = try await sandbox.exec(["/bin/sh", "-c", "exit 42"])
            let killed = try await sandbox.exec(["/bin/sh", "-c", "kill -KILL $$"])
            let like = try await sandbox.exec(["/bin/sh", "-c", "exit 255"])

            #expect(exited == .exited(42))
            #expect(killed == .exited(137))
            #expect(like == .exited(255))
        }
    }

    @Test("leaves a detached process behind", arguments: Runtime.allCases)
    func detached(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()
            var options = ExecOptions()
            options.detach = true
            options.pidFile = sandbox.folder.appending("exec.pid")

            let status = try await sandbox.client.exec(
                sandbox.process(["/bin/sleep", "1000"]), in: sandbox.id, options: options)

            let pid = try PIDFile.parse(try Files.read(sandbox.folder.appending("exec.pid")))
            let processes = try await sandbox.client.processes(in: sandbox.id)
            #expect(status == .exited(0))
            #expect(processes.count == 2)
            #expect(processes.contains(pid))
        }
    }

    @Test("stands still while it is paused", arguments: Runtime.complete)
    func pause(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let (client, id) = (sandbox.client, sandbox.id)
            try await sandbox.run()

            try await client.pause(id)
            let paused = try await client.state(of: id)
            try await client.resume(id)
            let resumed = try await client.state(of: id)

            #expect(paused.status == "paused")
            #expect(resumed.status == "running")
            #expect(try await sandbox.exec(["/bin/true"]) == .exited(0))
        }
    }

    @Test("goes on with other limits", arguments: Runtime.complete)
    func update(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write { $0.linux.resources.memory.limit = 128 << 20 }
            try await sandbox.run()
            var resources = OCIResources()
            (resources.memory.limit, resources.pidsLimit) = (64 << 20, 77)
            let memory = { try sandbox.cgroupFile(("memory", "memory.limit_in_bytes"), two: "memory.max") }

            let before = try memory()
            try await sandbox.client.update(sandbox.id, resources)

            #expect(before == "\(128 << 20)")
            #expect(try memory() == "\(64 << 20)")
            #expect(try sandbox.cgroupFile(("pids", "pids.max"), two: "pids.max") == "77")
        }
    }

    @Test("ends by a signal to its first process", arguments: Runtime.allCases)
    func kill(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write(arguments: ["/bin/sh", "-c", "trap 'exit 3' TERM; echo ready; sleep 1000 & wait"])
            // Until the handler is there, the kernel keeps SIGTERM from the first process of a pid namespace.
            try await sandbox.runUntilItWrites()

            try await sandbox.waitForEnd { try await sandbox.client.kill(sandbox.id, .terminate) }

            #expect(try await sandbox.client.state(of: sandbox.id).status == "stopped")
            try await sandbox.client.delete(sandbox.id)
        }
    }

    @Test("ends by a signal to all", arguments: Runtime.allCases)
    func killAll(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()

            try await sandbox.waitForEnd { try await sandbox.client.killAll(sandbox.id, .kill) }

            #expect(try await sandbox.client.state(of: sandbox.id).status == "stopped")
        }
    }

    @Test("follows a bundle that the runtime began", arguments: Runtime.allCases)
    func spec(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let file = sandbox.bundle.appending("config.json")
            try Files.remove(file)

            try await sandbox.client.spec(SpecOptions(bundle: sandbox.bundle))

            let spec = try RuntimeSpec(json: JSONValue(parsing: try Files.read(file)))
            #expect(spec.process.arguments == ["sh"])
            #expect(spec.rootPath == "rootfs")
        }
    }

    @Test("needs a runtime that says what it is", arguments: Runtime.allCases)
    func version(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let version = try await sandbox.client.version()

            // Ours says that it is runc, for those who ask.
            #expect(version.program == (runtime == .crun ? "crun" : "runc"))
            #expect(version.version.first?.isNumber == true)
            #expect(version.specification?.hasPrefix("1.") == true)
            #expect(version.commit?.isEmpty == false)
            if runtime == .crun { #expect(version.capabilities.contains("SECCOMP")) }
        }
    }

    @Test("needs a runtime that says what it can do", arguments: Runtime.allCases)
    func features(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            guard runtime != .crun else {
                await #expect(throws: RuncError.unsupportedCommand("features", message: "unknown command features")) {
                    try await sandbox.client.features()
                }
                return
            }

            let features = try await sandbox.client.features()

            #expect(features.minimumVersion.hasPrefix("1."))
            #expect(features.maximumVersion.hasPrefix("1."))
        }
    }

    @Test("hides the service manager's socket from the runtime", arguments: Runtime.allCases)
    func notifySocket(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            // runc would give the container a socket of its own, and wait for a word on it.
            var client = sandbox.client
            client.environment.append("NOTIFY_SOCKET=\(sandbox.folder.appending("notify"))")
            try sandbox.write(arguments: ["/bin/sh", "-c", "exit ${NOTIFY_SOCKET:+1}"])

            let status = try await client.run(sandbox.id, bundle: sandbox.bundle)

            #expect(status == .exited(0))
        }
    }
}

extension RuntimeSandbox {
    /// Runs a process in the container to its end.
    func exec(_ arguments: [String]) async throws -> Linux.ExitStatus {
        try await client.exec(process(arguments), in: id)
    }
}
