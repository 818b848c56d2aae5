import Foundation
import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Synchronization
import SystemPackage
import Testing

@testable import GardenServer

@Suite("The document of the API", .timeLimit(.minutes(2)))
struct APIDocumentTests {
    @Test("has a command for every call, and a call in every command")
    func coversAllCalls() throws {
        let examples = try APIDocument().examples

        let routes = examples.compactMap(\.route)

        #expect(routes.count == examples.count)
        #expect(Set(routes) == Set(Route.allCases))
    }

    @Test("shows commands that work, and what they print")
    func everyCommandWorks() async throws {
        let folder = try TemporaryDirectory("api-document")
        let path = URL(fileURLWithPath: folder.path.string)
        try "<p>hello</p>\n".write(to: path.appendingPathComponent("index.html"), atomically: true, encoding: .utf8)

        try await ServerFixture.serving { fixture in
            try fixture.backend.behaveAsDocumented()
            for example in try APIDocument().examples {
                let printed = try await example.run(socket: fixture.folder.socket, in: folder.path)

                if example.isJSON {
                    #expect(try Self.values(printed) == Self.values(example.answer), "\(example.command): \(printed)")
                } else {
                    #expect(Self.trimmed(printed) == Self.trimmed(example.answer), "\(example.command)")
                }
            }
        }
    }

    private static func values(_ text: String) throws -> [JSONValue] {
        try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    private static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
}

extension FakeBackend {
    /// Answers as the document says.
    fileprivate func behaveAsDocumented() throws {
        let web = container
        found.answer { handle in
            if handle.value == "nosuch" { throw GardenError.containerNotFound(handle: "nosuch") }
            return web
        }
        measured.answer { _ in
            try Capacity(
                body: Array(
                    """
                    {"memory_in_bytes": 8589934592, "disk_in_bytes": 107374182400,
                     "schedulable_disk_in_bytes": 96636764160, "max_containers": 250}
                    """.utf8))
        }
        listed.answer { filter in filter.properties == ["owner": "me"] ? [try Handle("web")] : [] }
        informedInBulk.answer { handles in
            try Self.entries(handles) { try Self.documentedInfo() }
        }
        measuredInBulk.answer { handles in
            try Self.entries(handles) { Metrics() }
        }
        web.behaveAsDocumented()
        web.informed.answer { _ in try Self.documentedInfo() }
    }

    private static func entries<Item>(
        _ handles: [Handle], _ item: () throws -> Item
    ) throws -> [Handle: Result<Item, GardenError>] {
        var entries: [Handle: Result<Item, GardenError>] = [:]
        for handle in handles {
            entries[handle] =
                handle.value == "nosuch" ? .failure(.containerNotFound(handle: "nosuch")) : .success(try item())
        }
        return entries
    }

    private static func documentedInfo() throws -> ContainerInfo {
        var info = ContainerInfo()
        (info.hostIP, info.containerIP, info.externalIP) = ("10.254.0.1", "10.254.0.2", "192.0.2.7")
        info.containerPath = "/var/run/gdn/depot/web"
        info.processIDs = ["server"]
        info.properties = ["owner": "me"]
        info.mappedPorts = [PortForwarding(hostPort: 61001, containerPort: 8080)]
        return info
    }
}

extension FakeContainer {
    /// Answers as the document says.
    fileprivate func behaveAsDocumented() {
        let archive = Mutex<[UInt8]>([])
        streamedIn.answer { call in archive.withLock { $0 = call.bytes } }
        streamedOut.answer { _ in FakeByteSource([archive.withLock { $0 }]) }
        propertyRead.answer { _ in "blue" }
        propertiesRead.answer { _ in ["color": "blue", "owner": "me"] }
        memoryLimitsRead.answer { _ in
            var limits = MemoryLimits()
            limits.limitInBytes = 67_108_864
            return limits
        }
        cpuLimitsRead.answer { _ in
            var limits = CPULimits()
            limits.limitInShares = 512
            return limits
        }
        diskLimitsRead.answer { _ in
            var limits = DiskLimits()
            limits.byteHard = 1 << 30
            return limits
        }
        measured.answer { _ in Self.documentedMetrics }
        portForwarded.answer { PortForwarding(hostPort: 61001, containerPort: $0.containerPort) }
        ran.answer { spec in
            let process = FakeProcess(id: spec.id)
            process.stdout.write((spec.arguments + ["\n"]).joined())
            process.exit(0)
            return process
        }
        attached.answer { id in
            let process = FakeProcess(id: id.value)
            process.exit(143)
            return process
        }
    }

    private static var documentedMetrics: Metrics {
        var metrics = Metrics()
        (metrics.memory.activeAnon, metrics.memory.rss, metrics.memory.totalRSS) = (4096, 4096, 4096)
        (metrics.memory.usageTowardLimit, metrics.memory.hierarchicalMemoryLimit) = (4096, 67_108_864)
        metrics.cpu.usageInNanoseconds = 2_000_000
        metrics.cpu.userInNanoseconds = 1_500_000
        metrics.cpu.systemInNanoseconds = 500_000
        (metrics.disk.totalBytes, metrics.disk.totalInodes) = (5_242_880, 100)
        (metrics.disk.exclusiveBytes, metrics.disk.exclusiveInodes) = (4096, 1)
        metrics.network = NetworkMetrics(receivedBytes: 1000, sentBytes: 2000)
        (metrics.pids.current, metrics.pids.max) = (2, 100)
        metrics.age = .seconds(60)
        metrics.cpuEntitlementInNanoseconds = 3_000_000
        return metrics
    }
}
