import Garden
import Glibc
import Guardian
import GuardianTestSupport
import Linux
import LinuxAsync
import Logging
import Netlink
import Networker
import Synchronization
import SystemPackage
import Testing

/// A networker on the real kernel with a tag and a pool of its own, and network namespaces that stand for containers.
/// All of it is gone when `use` returns, whatever happened.
final class NetworkSandbox: Sendable {
    /// Where to run; a test that is run elsewhere says so.
    static let isIsolated = getenv("GUARDIAN_TEST_OUTSIDE_PID") != nil

    private static let pools = Mutex<UInt32>(0)

    let system: AsyncSystem
    let tag: String
    let configuration: NetworkConfiguration
    let records = FakeRecords()
    let networker: BridgeNetworker
    private let folder: TemporaryDirectory
    private let holders = Mutex<[SpawnedProcess]>([])

    private init(_ change: (inout NetworkConfiguration) throws -> Void) throws {
        system = try AsyncSystem.start()
        folder = try TemporaryDirectory("network")
        tag = TestTag.random()
        let number = Self.pools.withLock { pools in
            pools += 1
            return pools
        }
        let base = IPv4Address(rawValue: 0x0A64_0000 + number << 8)
        let pool = try #require(IPv4Network(around: base, prefixLength: 24))
        var configuration = NetworkConfiguration(tag: try NetworkTag(tag), pool: pool)
        try change(&configuration)
        self.configuration = configuration
        networker = try BridgeNetworker(
            configuration, records: records,
            host: NetworkHost(system: system, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    }

    static func use(
        _ change: (inout NetworkConfiguration) throws -> Void = { _ in },
        _ body: (NetworkSandbox) async throws -> Void
    ) async throws {
        let sandbox = try NetworkSandbox(change)
        let result: Result<Void, any Error>
        do {
            try await sandbox.networker.start()
            result = .success(try await body(sandbox))
        } catch {
            result = .failure(error)
        }
        try await sandbox.endHolders()
        try await sandbox.networker.sweep(keeping: [])
        #expect(try sandbox.links().isEmpty)
        #expect(try await !sandbox.tables().contains(sandbox.table))
        try result.get()
    }

    /// Another server over the same records.
    func successor() throws -> BridgeNetworker {
        try BridgeNetworker(
            configuration, records: records,
            host: NetworkHost(system: system, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Prepares and connects a container.
    func attach(_ name: String, _ request: String = "", to holder: PID? = nil) async throws -> Attached {
        let handle = try Handle(name)
        let plan = try await networker.prepare(handle, NetworkSpec(request: request, folder: folder.path))
        let process: PID
        if let holder { process = holder } else { process = try await self.holder().pid }
        try await networker.attach(handle, to: process)
        let address = try #require(IPv4Address(plan.addresses.container))
        let gateway = try #require(IPv4Address(plan.addresses.host))
        return Attached(handle: handle, process: process, address: address, gateway: gateway)
    }

    /// A process in a network namespace of its own.
    ///
    /// - Parameter isUnprivileged: whether a user namespace owns it.
    func holder(isUnprivileged: Bool = false) async throws -> SpawnedProcess {
        let pipe = try Pipe.make()
        let ready = AsyncDescriptor(owning: pipe.read, system: system)
        defer { ready.close() }
        let flags = isUnprivileged ? ["--user", "--map-root-user", "--net"] : ["--net"]
        var request = SpawnRequest(
            executable: "/usr/bin/unshare",
            arguments: ["unshare"] + flags + ["/bin/busybox", "sh", "-c", "echo; exec /bin/busybox sleep 100000"])
        request.descriptors = [nil, pipe.write, .standardError]
        request.parentDeathSignal = .kill
        let process: SpawnedProcess
        do {
            defer { pipe.write.closeIgnoringErrors() }
            process = try await system.spawn(request)
        }
        holders.withLock { $0.append(process) }
        // It is where it should be when it has written its line.
        _ = try await ready.read(upTo: 1)
        return process
    }

    /// Ends a process that stands for a container, and waits until it has ended.
    func end(_ pid: PID) async throws {
        let process = holders.withLock { holders in
            let process = holders.first { $0.pid == pid }
            holders.removeAll { $0.pid == pid }
            return process
        }
        guard let process else { return }
        defer { process.pidfd.closeIgnoringErrors() }
        try PIDDescriptor.send(.kill, to: process.pidfd)
        _ = try await system.exitStatus(of: process)
    }

    private func endHolders() async throws {
        for process in holders.withLock({ $0 }) { try await end(process.pid) }
    }
}

/// A container with a network.
struct Attached: Sendable {
    let handle: Handle
    let process: PID
    let address: IPv4Address
    let gateway: IPv4Address
}

extension NetworkSandbox {
    var table: String { "guardian-\(tag)" }

    /// The names of this server's links.
    func links() throws -> [String] {
        try NetlinkSocket().links().map(\.name).filter { $0.hasPrefix("w\(tag)") }
    }

    func tables() async throws -> String { try await run(["nft", "list", "tables"]) }

    /// The firewall as nftables shows it.
    func rules() async throws -> String { try await run(["nft", "list", "table", "inet", table]) }

    /// Runs a command that must succeed; returns what it wrote.
    @discardableResult
    func run(_ arguments: [String]) async throws -> String {
        let result = try await command(arguments).run(on: system)
        #expect(result.status == .exited(0), "\(String(decoding: result.standardError, as: UTF8.self))")
        return String(decoding: result.standardOutput, as: UTF8.self)
    }

    func succeeds(_ arguments: [String]) async throws -> Bool {
        try await command(arguments).run(on: system).status == .exited(0)
    }

    private func command(_ arguments: [String]) throws -> CapturedCommand {
        let path = "/usr/sbin:/usr/bin:/sbin:/bin"
        let executable = try #require(arguments.first.flatMap { Executable.find($0, searchPath: path) })
        var request = SpawnRequest(executable: executable, arguments: arguments)
        request.environment = ["PATH=\(path)"]
        return CapturedCommand(request)
    }

    /// Whether `address` answers a ping from the namespace of `process`. Who expects no answer waits `seconds` for it; an
    /// answer may take long only on a machine where `ping` does not get to run.
    func ping(_ address: IPv4Address, from process: PID, within seconds: Int = 20) async throws -> Bool {
        try await succeeds([
            "nsenter", "--target", "\(process)", "--net", "busybox", "ping", "-c", "1", "-W", "\(seconds)",
            "\(address)",
        ])
    }

    /// The namespace beyond the host's uplink.
    func outside() throws -> (process: PID, address: IPv4Address) {
        let pid = try #require(getenv("GUARDIAN_TEST_OUTSIDE_PID").flatMap { Int32(String(cString: $0)) })
        let address = try #require(getenv("GUARDIAN_TEST_OUTSIDE_ADDRESS").map { String(cString: $0) })
        return (try #require(PID(rawValue: pid)), try #require(IPv4Address(address)))
    }
}
