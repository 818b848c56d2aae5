import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import Synchronization
import SystemPackage
import Testing

/// A depot whose servers die one after the other, and a container in it that none of that may touch.
final class CrashStage: Sendable {
    static let bystander = "bystander"
    private static let counting = "i=0; while :; do i=$((i+1)); echo $i >>/tmp/count; sleep 0.05; done"

    let server: ServerProcess
    /// One entry for each server that has begun to serve.
    let servers = Recorder<Int>()
    /// The server that runs now; nil between two.
    private let current = Mutex<SpawnedProcess?>(nil)
    private let initialPID = Mutex<PID?>(nil)
    private let baseline = Mutex<Set<String>>([])
    /// Where the log of the current server begins in that of all.
    private let firstLine = Mutex(0)
    /// How far the bystander had counted when it was looked at last.
    private let lastCount = Mutex(0)
    /// The lowest that is free beside the bystander's.
    private let nextAddress = Mutex("")

    init(runtime: String) throws { server = try ServerProcess(runtime: runtime) }

    /// Starts the first server and the container that counts.
    func setUp() async throws {
        try await begin()
        let handle = try await server.backend.create(ContainerSpec(handle: Self.bystander))
        var spec = ProcessSpec(path: "sh", arguments: ["-c", Self.counting])
        spec.id = "counter"
        _ = try await server.backend.container(handle).run(spec)
        // It also brings what comes with the first container of a depot, such as its runtime's compiled filters.
        let address = try await addressOfOneMore()
        nextAddress.withLock { $0 = address }
        initialPID.withLock { [server] in $0 = try? server.pid(in: "init.pid", of: handle) }
        try await end(.kill)
        try await begin()
        let traces = try await traces()
        baseline.withLock { $0 = traces }
    }

    /// Starts a server in which `fault` is to happen.
    func begin(fault: String? = nil) async throws {
        firstLine.withLock { [server] in $0 = server.log.entries.count }
        let process = try await server.start(fault: fault)
        current.withLock { $0 = process }
        servers.record(servers.entries.count)
    }

    /// Ends the server by a signal, and waits for that.
    func end(_ signal: Signal) async throws {
        guard let process = current.withLock({ $0 }) else { return }
        try PIDDescriptor.send(signal, to: process.pidfd)
        _ = try await died()
    }

    /// Waits for the end of the server.
    @discardableResult
    func died() async throws -> Linux.ExitStatus? {
        guard let process = current.withLock({ $0.take() }) else { return nil }
        return try await server.system.exitStatus(of: process)
    }

    /// Kills whatever server there is, and starts one in which `fault` is to happen.
    func restart(fault: String? = nil) async throws {
        try await end(.kill)
        try await begin(fault: fault)
    }

    /// Starts a server that is asked for nothing, and destroys all but the bystander.
    func startAnew() async throws {
        try await restart()
        for handle in try await server.backend.containers(matching: .inAnyState)
        where handle.value != Self.bystander {
            do { try await server.backend.destroy(handle) } catch GardenError.containerNotFound { continue }
        }
    }

    /// Destroys everything and looks at what is left.
    func tearDown() async throws {
        try await restart()
        #expect(try await addressOfOneMore() == nextAddress.withLock { $0 })
        try await end(.terminate)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }

    private func addressOfOneMore() async throws -> String {
        let handle = try await server.backend.create(ContainerSpec(handle: "one-more"))
        let address = try await server.backend.container(handle).info().containerIP
        try await server.backend.destroy(handle)
        return address
    }

    // MARK: invariants

    /// The bystander is the container that it was, counts on, and has left out nothing.
    func checkBystander(_ row: CrashRow) async throws {
        let handle = try Handle(Self.bystander)
        let info = try await server.backend.container(handle).info()
        #expect(info.state == .active, "\(row)")
        #expect(info.processIDs == ["counter"], "\(row)")
        #expect(try server.pid(in: "init.pid", of: handle) == initialPID.withLock { $0 }, "\(row)")
        let now = try count()
        #expect(now > lastCount.withLock { $0 }, "\(row): it does not count any more")
        lastCount.withLock { $0 = now }
    }

    /// The last number that was counted to.
    private func count() throws -> Int {
        let handle = try Handle(Self.bystander)
        let file = FilePath("/proc/\(try server.pid(in: "init.pid", of: handle))/root/tmp/count")
        var numbers = String(decoding: try Files.read(file), as: UTF8.self).split(separator: "\n")
        // It may be in the middle of a line.
        _ = numbers.popLast()
        for (index, number) in numbers.enumerated() where Int(number) != index + 1 {
            throw CrashStageError.notCounted(index + 1, found: String(number))
        }
        return numbers.count
    }

    /// Nothing is on the host but what there was before.
    func checkTraces(_ row: CrashRow) async throws {
        let now = try await traces()
        let before = baseline.withLock { $0 }
        #expect(now.subtracting(before).sorted() == [], "\(row): left over")
        #expect(before.subtracting(now).sorted() == [], "\(row): missing")
    }

    private func traces() async throws -> Set<String> {
        try await HostTraces(of: server).found().filter { line in
            // Another server each time; and figures are counted in the background.
            !line.contains("gdn server") && !line.hasSuffix("/size.json")
        }
    }

    /// Waits until a container is gone; what is half made or half destroyed goes while the server serves.
    func untilGone(_ handle: Handle) async throws {
        guard try await server.backend.containers(matching: .inAnyState).contains(handle) else { return }
        let first = firstLine.withLock { $0 }
        await server.log.wait { lines in
            lines.dropFirst(first).contains { $0.contains("guardian.destroy.finished") && $0.contains("\"\(handle)\"") }
        }
        #expect(try await !server.backend.containers(matching: .inAnyState).contains(handle))
    }
}

extension PropertyFilter {
    /// Containers whose creation did not finish, too.
    static let inAnyState = PropertyFilter(["garden.state": "all"])
}

enum CrashStageError: Error {
    case notCounted(Int, found: String)
}
