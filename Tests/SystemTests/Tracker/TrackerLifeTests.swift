import Cgroups
import Glibc
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage
import Testing
import TrackerClient

@Suite("The life of a real tracker")
struct TrackerLifeTests {
    @Test("records the container's init, and tells its end", arguments: Runtime.allCases)
    func initKilled(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            let pid = try await sandbox.create()
            let record = try sandbox.record("init.json")
            let process = try await sandbox.run("p", ["/bin/sleep", "1000"])

            #expect(kill(pid.rawValue, SIGKILL) == 0)
            let event = try await sandbox.event { if case .initExited(let status) = $0 { status } else { nil } }

            #expect(record["pid"]?.integer() == pid.rawValue)
            #expect(record["start_time"]?.integer(as: UInt64.self) ?? 0 > 0)
            #expect(record["pid_namespace"]?.integer(as: UInt64.self) ?? 0 > 0)
            #expect(event == .signalled(.kill))
            #expect(try await process.wait() == .signalled(.kill))
            #expect(try sandbox.record("init.exit.json")["status"]?.integer() == 137)
            #expect(try await sandbox.tracker.contents().initExit == .signalled(.kill))
        }
    }

    @Test("its own end fails whatever waits, and the container can still be deleted", arguments: Runtime.allCases)
    func trackerKilled(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let process = try await sandbox.run("p", ["/bin/sleep", "1000"])
            let waiting = Task { try await process.wait() }
            let tracker = try PIDDescriptor.open(sandbox.trackerPID())
            defer { tracker.closeIgnoringErrors() }

            try PIDDescriptor.send(.kill, to: tracker)

            await #expect(throws: TrackerError.trackerGone) { try await waiting.value }
            await #expect(throws: TrackerError.trackerGone) { try await sandbox.shell("q", "true") }
            await #expect(throws: TrackerError.trackerGone) {
                try await Tracker.connect(folder: sandbox.folder.path, system: sandbox.system)
            }
            let events = await sandbox.tracker.events.reduce(into: []) { $0.append($1) }
            #expect(events.last == .trackerGone)
            #expect(try await sandbox.deleteContainer().status == .exited(0))
            try await sandbox.tracker.shutdown()
        }
    }

    @Test("outlives its server's connection, with everything it looks after", arguments: Runtime.allCases)
    func reconnected(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            let initProcess = try await sandbox.create()
            // Ends when its standard input does, which must not happen when the server goes.
            let process = try await sandbox.shell("p", "cat; exit 3")
            let waiting = Task { try await process.wait() }
            sandbox.tracker.disconnect()
            process.detach()
            await #expect(throws: TrackerError.trackerGone) { try await waiting.value }

            let second = try await Tracker.connect(folder: sandbox.folder.path, system: sandbox.system)
            let contents = try await second.contents()
            let other = try await sandbox.run("q", ["/bin/true"], by: second)
            _ = try await other.wait()
            try await second.signal("p", .kill)
            var ended: [String: Linux.ExitStatus] = [:]
            for await case .processExited(let id, let status) in second.events {
                ended[id] = status
                if ended.count == 2 { break }
            }

            #expect(contents.initProcess == initProcess)
            #expect(contents.processes == [ListedProcess(id: "p", pid: process.pid)])
            #expect(ended == ["p": .signalled(.kill), "q": .exited(0)])
            try await second.shutdown()
            #expect(!Files.exists(sandbox.file("tracker.sock")))
        }
    }

    @Test("ends when it is told to, and its socket with it")
    func shutdown() async throws {
        try await TrackerSandbox.use(.own) { sandbox in
            let pidfd = try PIDDescriptor.open(sandbox.trackerPID())
            defer { pidfd.closeIgnoringErrors() }

            try await sandbox.tracker.shutdown()
            try await sandbox.system.hasEnded(pidfd: pidfd)

            #expect(!Files.exists(sandbox.file("tracker.sock")))
            try await sandbox.tracker.shutdown()
        }
    }

    @Test("a container that cannot be made says why, and can be made later", arguments: Runtime.allCases)
    func createFails(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try sandbox.writeConfig(["/nosuch"])

            let notFound = await #expect(throws: TrackerError.self) { try await sandbox.create() }
            let noRuntime = await #expect(throws: TrackerError.self) {
                try await sandbox.create(with: "/nonexistent/runtime")
            }
            _ = try await sandbox.deleteContainer()
            try sandbox.writeConfig()
            try await sandbox.create()

            guard case .runtime(.executableNotFound, _, _) = notFound else {
                Issue.record("\(String(describing: notFound))")
                return
            }
            #expect(noRuntime?.description.contains("/nonexistent/runtime") == true)
        }
    }

    @Test("a tracker that cannot start says why")
    func notStarted() async throws {
        let folder = try TemporaryDirectory("tracker")
        let error = await #expect(throws: TrackerError.self) {
            try await Tracker.start(
                program: try BuiltPrograms.path(of: "gdn-tracker"), folder: folder.path,
                cgroups: ["/nonexistent/cgroup"], system: try TrackerSandbox.system.get())
        }

        guard case .notStarted(let log) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(log.contains("/nonexistent/cgroup"))
    }

    @Test("moves into its cgroups before it does anything")
    func cgroups() async throws {
        let folder = try TemporaryDirectory("tracker")
        let system = try TrackerSandbox.system.get()
        let layout = try CgroupLayout.detect()
        let tree = try CgroupTree("/guardian-test-" + RandomUUID.make(), in: layout)
        try tree.create()
        let folders = tree.paths

        let tracker = try await Tracker.start(
            program: try BuiltPrograms.path(of: "gdn-tracker"), folder: folder.path, cgroups: folders, system: system)
        let pid = try PIDFile.parse(Files.read(folder.path.appending("tracker.pid")))
        let members = try tree.processes()
        let pidfd = try PIDDescriptor.open(pid)
        try await tracker.shutdown()
        try await system.hasEnded(pidfd: pidfd)
        pidfd.closeIgnoringErrors()
        try tree.remove()

        #expect(Array(members) == [pid])
    }

    @Test("what is no message is answered, and harms nobody")
    func malformed() async throws {
        try await TrackerSandbox.use(.own) { sandbox in
            let socket = try SequencedPacketSocket.connect(to: "tracker.sock", in: sandbox.folder.path)
            let descriptor = AsyncDescriptor(owning: socket.descriptor, system: sandbox.system)
            defer { descriptor.close() }
            let packets = [
                TrackerRequest.hello(version: 1).encoded, Array("rubbish".utf8),
                Array(#"{"type":"dance","request":7}"#.utf8), TrackerRequest.list(8).encoded,
            ]

            for packet in packets { #expect(try socket.send(packet)) }
            let answers = try await descriptor.messages(5)

            #expect(answers.map(\.kind) == ["hello 1", "malformed 0", "malformed 7", "container 8", "done 8"])
            #expect(try await sandbox.tracker.contents() == TrackerContents())
        }
    }

    @Test(
        "a connection that begins with no hello, or another version's, is ended",
        arguments: [
            TrackerRequest.list(1), .hello(version: 99),
        ])
    func noHello(_ request: TrackerRequest) async throws {
        try await TrackerSandbox.use(.own) { sandbox in
            let socket = try SequencedPacketSocket.connect(to: "tracker.sock", in: sandbox.folder.path)
            let descriptor = AsyncDescriptor(owning: socket.descriptor, system: sandbox.system)
            defer { descriptor.close() }

            #expect(try socket.send(request.encoded))
            let answers = try await descriptor.messages(3)

            #expect(answers.map(\.kind) == ["hello 1", "malformed 0"])
        }
    }
}

extension TrackerSandbox {
    /// The first event of which `choose` makes something.
    func event<Chosen>(_ choose: (TrackerEvent) -> Chosen?) async throws -> Chosen {
        for await event in tracker.events {
            if let chosen = choose(event) { return chosen }
        }
        throw TrackerError.trackerGone
    }
}

extension AsyncDescriptor {
    /// At most `count` messages; fewer when the other side ends the connection.
    fileprivate func messages(_ count: Int) async throws -> [TrackerMessage] {
        var messages: [TrackerMessage] = []
        while messages.count < count {
            switch try withDescriptor({ try SequencedPacketSocket($0).receive() }) {
            case .packet(let bytes, _): messages.append(try TrackerMessage(bytes))
            case .nothing: try await readable()
            case .end: return messages
            }
        }
        return messages
    }
}

extension TrackerMessage {
    fileprivate var kind: String {
        switch self {
        case .hello(let version): "hello \(version)"
        case .failed(let number, let failure): "\(failure.reason) \(number)"
        case .container(let number, _, _): "container \(number)"
        case .done(let number): "done \(number)"
        default: "other"
        }
    }
}
