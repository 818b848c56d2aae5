import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("A crash at every step")
struct CrashMatrixTests {
    /// The runtimes that all of it is done with; ci/soak says more of them.
    static let runtimes =
        TestEnvironment["GUARDIAN_CRASH_RUNTIMES"]?.split(separator: " ").map(String.init) ?? [ServerProcess.ownRuntime]

    /// What is tried; all, unless one is to be looked at alone.
    private static let operations =
        TestEnvironment["GUARDIAN_CRASH_OPERATION"].flatMap(CrashOperation.init(rawValue:)).map { [$0] }
        ?? CrashOperation.allCases

    @Test(
        "leaves all else alone, nothing half made and nothing behind",
        arguments: operations, runtimes)
    func matrix(operation: CrashOperation, runtime: String) async throws {
        try await CrashStage.playing(operation.rows, runtime: runtime)
    }

    @Test("of those at which a runtime is at work, with the others too", arguments: ["runc", "crun"])
    func otherRuntimes(runtime: String) async throws {
        let points: [FaultPoint] = [
            .createAsked, .createContainerMade, .runAsked, .destroyProcessesKilled, .destroyTrackerEnded,
            .startContainerRestored,
        ]
        let rows = CrashOperation.allCases.flatMap(\.rows).filter { points.contains($0.point) }
        try await CrashStage.playing(rows, runtime: runtime)
    }
}

extension CrashStage {
    /// Has one crash after the other, and tells what each of them came to.
    fileprivate static func playing(_ rows: [CrashRow], runtime: String) async throws {
        let stage = try CrashStage(runtime: runtime)
        try await stage.setUp()
        for (number, row) in rows.enumerated() {
            let start = ContinuousClock.now
            do {
                try await CrashTrial(stage: stage, row: row, number: number).run()
                try await stage.checkBystander(row)
                try await stage.checkTraces(row)
            } catch {
                Issue.record("\(row): \(error)")
                // Or all that follow fail too.
                try await stage.startAnew()
            }
            let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
            print("crash: \(runtime): \(row): \(row.outcome.rawValue) (\(Int(milliseconds)) ms)")
        }
        try await stage.tearDown()
    }
}

/// One crash, and all that must hold after it.
struct CrashTrial {
    private static let fileSize = 3 << 20
    /// More bytes than are looked at once.
    private static let lines = 10_000
    private static var counting: String {
        let numbers = "\(CountedStream.first) \(CountedStream.first + lines - 1)"
        return "seq \(numbers); seq \(numbers) >&2; exit 7"
    }

    let stage: CrashStage
    let row: CrashRow
    let number: Int

    private var server: ServerProcess { stage.server }
    private var backend: RemoteBackend { stage.server.backend }
    private var name: String { "target-\(number)" }

    private var spec: ContainerSpec {
        var spec = ContainerSpec(handle: name)
        // Always the same one: it cannot be had twice, so a create finds out whether it was given back.
        spec.network = network
        return spec
    }

    /// Outside of the server's pool, and nobody else's.
    private var network: String {
        server.pool.replacing("10.", with: "172.", maxReplacements: 1).replacing("/22", with: "/30")
    }

    /// Does what the row is about, and leaves nothing of it.
    func run() async throws {
        let handle = try Handle(name)
        switch row.point.operation {
        case .create: try await create(handle)
        case .run: try await run(in: handle)
        case .attach: try await attach(in: handle)
        case .streamIn: try await streamIn(to: handle)
        case .destroy: try await destroy(handle)
        case .start: try await start(handle)
        case nil: Issue.record("\(row): a step of nothing")
        }
        try await stage.untilGone(handle)
    }

    // MARK: operations

    private func create(_ handle: Handle) async throws {
        try await stage.restart(fault: row.fault(on: name))
        let result = await outcome { _ = try await backend.create(spec) }
        if row.victim == .server {
            #expect(result != nil, "\(row): the create succeeded")
            try await expectKilledAndRestart()
        }
        switch row.outcome {
        case .undone: try await stage.untilGone(handle)
        case .undoneOrStopped where result != nil: try await stage.untilGone(handle)
        case .undoneOrStopped, .stopped: return try await expectStopped(handle)
        default: return try await expectWhole(handle)
        }
        try await stage.checkTraces(row)
        _ = try await backend.create(spec)
        try await expectWhole(handle)
    }

    private func run(in handle: Handle) async throws {
        try await stage.restart(fault: row.fault(on: name))
        _ = try await backend.create(spec)
        let container = try await backend.container(handle)
        let follower = try follower(in: handle)
        let status = await outcome { try await follower.drain(container.run(process)) }
        switch row.victim {
        case .server:
            #expect(status != nil, "\(row): the server lives")
            try await expectKilledAndRestart()
            if row.outcome == .notStarted {
                let folder = server.depot.appending(name).appending("processes").appending(name)
                #expect(!Files.exists(folder), "\(row)")
            } else {
                try await expectAll(follower)
            }
            // Its id is free.
            #expect(try await container.run(process).wait() == 7, "\(row)")
            try await expectWhole(handle)
        case .tracker, .`init`: try await expectStopped(handle)
        }
    }

    /// A process begins to speak when nobody listens; one client attaches and another one after it.
    private func attach(in handle: Handle) async throws {
        try await stage.restart()
        _ = try await backend.create(spec)
        let container = try await backend.container(handle)
        var waiting = process
        waiting.arguments = ["-c", "while [ ! -e /tmp/go ]; do sleep 0.05; done; \(Self.counting)"]
        try await container.run(waiting).detach()
        try await stage.restart(fault: row.fault(on: name))
        let root = FilePath("/proc/\(try server.pid(in: "init.pid", of: handle))/root/tmp/go")
        try Files.write([], to: root, mode: FilePermissions(rawValue: 0o644), durably: false)

        let follower = try follower(in: handle)
        let status = await outcome { try await follower.drain(container.attach(ProcessID(name))) }
        switch row.victim {
        case .server:
            #expect(try await stage.died() == .signalled(.kill), "\(row): \(status ?? "no error")")
            try await stage.begin()
            try await expectAll(follower)
            try await expectWhole(handle)
        case .tracker, .`init`: try await expectStopped(handle)
        }
    }

    private func streamIn(to handle: Handle) async throws {
        try await stage.restart(fault: row.fault(on: name))
        _ = try await backend.create(spec)
        let result = await outcome { try await server.streamIn(bytes: Self.archive, to: "/tmp", in: handle) }
        switch row.victim {
        case .server:
            #expect(result != nil, "\(row): the server lives")
            try await expectKilledAndRestart()
            try await server.untilArchivers(0)
            if row.outcome == .cutOff {
                try await server.streamIn(bytes: Self.archive, to: "/tmp", in: handle)
            }
            #expect(try await server.shell("wc -c </tmp/big", in: handle) == "\(Self.fileSize)\n", "\(row)")
            try await expectWhole(handle)
        case .tracker, .`init`: try await expectStopped(handle)
        }
    }

    private func destroy(_ handle: Handle) async throws {
        try await stage.restart(fault: row.fault(on: name))
        _ = try await backend.create(spec)
        _ = try await backend.container(handle).run(ProcessSpec(path: "sleep", arguments: ["1000"]))
        let result = await outcome { try await backend.destroy(handle) }
        #expect((result != nil) == (row.victim == .server), "\(row): \(result ?? "no error")")
        if row.victim == .server {
            #expect(try await stage.died() == .signalled(.kill), "\(row)")
            if row.point.comesAgain { try await dieAgain() }
            try await stage.begin()
        }
        try await stage.untilGone(handle)
        try await stage.checkTraces(row)
        _ = try await backend.create(spec)
        try await expectWhole(handle)
    }

    /// The next server dies at the same step, which it comes to while it starts or soon after.
    private func dieAgain() async throws {
        do {
            try await stage.begin(fault: row.fault(on: name, count: 1))
        } catch is ServerDidNotStart {
            return
        }
        #expect(try await stage.died() == .signalled(.kill), "\(row), again")
    }

    /// The server dies while it takes up a container and undoes another.
    private func start(_ handle: Handle) async throws {
        let half = "half-\(number)"
        try await stage.restart(fault: "createContainerMade@\(half)")
        _ = try await backend.create(spec)
        var process = process
        process.arguments = ["-c", "sleep 1000"]
        _ = try await backend.container(handle).run(process)
        let result = await outcome { _ = try await backend.create(ContainerSpec(handle: half)) }
        #expect(result != nil, "\(row)")
        try await stage.died()

        if row.victim == .server {
            await #expect(throws: ServerDidNotStart.self, "\(row)") {
                try await stage.begin(fault: row.fault(on: name))
            }
            try await stage.begin()
            #expect(try await backend.container(handle).info().processIDs == [name], "\(row)")
            try await expectWhole(handle)
        } else {
            try await stage.begin(fault: row.fault(on: name))
            try await expectStopped(handle)
        }
        try await stage.untilGone(Handle(half))
    }

    // MARK: what holds

    private func expectKilledAndRestart() async throws {
        #expect(try await stage.died() == .signalled(.kill), "\(row)")
        try await stage.begin()
    }

    /// It is listed, has a network, runs what it is told, and can be destroyed.
    private func expectWhole(_ handle: Handle) async throws {
        #expect(try await backend.containers(matching: PropertyFilter()).contains(handle), "\(row)")
        let info = try await backend.container(handle).info()
        #expect(info.state == .active, "\(row): \(info.events)")
        #expect(try await backend.run("ping", ["-c", "1", "-W", "20", info.hostIP], in: handle).status == 0, "\(row)")
        try await backend.destroy(handle)
    }

    /// It is listed, nothing can be run in it, and it can be destroyed.
    private func expectStopped(_ handle: Handle) async throws {
        let container = try await backend.container(handle)
        while try await container.info().state != .stopped { await Task.yield() }
        let reason = await outcome { _ = try await container.run(ProcessSpec(path: "true")) }
        #expect(reason?.contains("container \(handle) is stopped") == true, "\(row): \(reason ?? "it ran")")
        try await backend.destroy(handle)
    }

    private func follower(in handle: Handle) throws -> CountFollower {
        CountFollower(backend, try ProcessID(name), in: handle, servers: stage.servers)
    }

    /// By one more attach, all that a client has not got yet comes, and how it ended.
    private func expectAll(_ follower: CountFollower) async throws {
        let result = try await follower.follow()
        #expect(result.status == 7, "\(row)")
        for stream in [result.output, result.errors] { #expect(stream.lines == Self.lines, "\(row)") }
    }

    // MARK: what is done

    private var process: ProcessSpec {
        var process = ProcessSpec(path: "sh", arguments: ["-c", Self.counting])
        (process.id, process.directory) = (name, "/tmp/made/for/it")
        return process
    }

    /// More than fits into the pipe to an archiver.
    private static var archive: [UInt8] {
        var member = TarMember("big")
        member.contents = [UInt8](repeating: 7, count: fileSize)
        return StreamTar.pack([member])
    }

    /// The text of the error that `work` ends with; nil when it does not.
    private func outcome(_ work: () async throws -> Void) async -> String? {
        do {
            try await work()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
