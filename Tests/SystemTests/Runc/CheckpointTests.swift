import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Saved containers")
struct CheckpointTests {
    /// Says the next number whenever it is asked: a container that can tell whether it has forgotten something.
    private static let counter = """
        cd /tmp; busybox mkfifo questions answers; exec 3<>questions 4<>answers; echo ready
        n=0; while read question <&3; do n=$((n + 1)); echo $n >&4; done
        """

    @Test(
        "go on where they were",
        .enabled("criu must be there, and its check must pass") { try await Criu.works() },
        .timeLimit(.minutes(10)))
    func life() async throws {
        try await RuntimeSandbox.use(.runc) { sandbox in
            try sandbox.write {
                $0.process.arguments = ["/bin/sh", "-c", Self.counter]
                // For one of its own criu needs iptables, which its check does not ask for.
                $0.linux.namespaces.removeAll { $0.kind == .network }
            }
            try await sandbox.runUntilItWrites()
            let (client, id) = (sandbox.client, sandbox.id)
            let first = try await next(in: sandbox)

            try await save(sandbox, "memory") { $0.preDump = true }
            let second = try await next(in: sandbox)
            try await save(sandbox, "copy") { $0.leaveRunning = true }
            let third = try await next(in: sandbox)
            try await save(sandbox, "rest") { $0.parentPath = "../memory" }
            await #expect(throws: RuncError.notFound(id)) { try await client.state(of: id) }

            #expect([first, second, third] == [1, 2, 3])
            #expect(try await restored(from: "rest", in: sandbox) == 4)
            try await client.delete(id, force: true)
            #expect(try await restored(from: "copy", in: sandbox) == 3)
        }
    }

    /// The container's next number.
    private func next(in sandbox: RuntimeSandbox) async throws -> Int {
        let status = try await sandbox.exec(["/bin/sh", "-c", "cd /tmp; echo >questions; read n <answers; exit $n"])
        return Int(status.code)
    }

    private func save(
        _ sandbox: RuntimeSandbox, _ name: String, _ change: (inout CheckpointOptions) -> Void
    ) async throws {
        var options = CheckpointOptions(migration: migration(sandbox, name))
        change(&options)
        do {
            try await sandbox.client.checkpoint(sandbox.id, options: options)
        } catch {
            // runc says only that criu failed; the folder of its log goes with the sandbox.
            let log = String(decoding: try Files.read(sandbox.folder.appending("criu/dump.log")), as: UTF8.self)
            print("\(name): \(log.split(separator: "\n").filter { $0.contains("Error") }.joined(separator: "\n"))")
            throw error
        }
    }

    private func migration(_ sandbox: RuntimeSandbox, _ name: String) -> MigrationOptions {
        var options = MigrationOptions()
        options.imagePath = sandbox.folder.appending(name)
        options.workPath = sandbox.folder.appending("criu")
        return options
    }

    /// Restores the container; returns its next number.
    private func restored(from name: String, in sandbox: RuntimeSandbox) async throws -> Int {
        let pidFile = sandbox.folder.appending("restored.pid")
        var options = RestoreOptions(migration: migration(sandbox, name))
        options.detach = true
        options.pidFile = pidFile

        let status = try await sandbox.client.restore(sandbox.id, bundle: sandbox.bundle, options: options)

        let state = try await sandbox.client.state(of: sandbox.id)
        #expect(status == .exited(0))
        #expect(state.status == "running")
        #expect(try PIDFile.parse(try Files.read(pidFile)).rawValue == state.pid)
        return try await next(in: sandbox)
    }
}
