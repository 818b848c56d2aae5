import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import Logging
import Netlink
import SystemPackage
import Testing

@testable import Networker

/// A networker over fakes, with a real folder for the files.
final class NetworkerFixture: Sendable {
    let kernel = FakeBridgeKernel()
    let firewall = FakeFirewall()
    let records = FakeRecords()
    private let folder: TemporaryDirectory
    let networker: BridgeNetworker
    private let system: AsyncSystem

    init(_ configuration: NetworkConfiguration? = nil) throws {
        folder = try TemporaryDirectory("networker")
        system = try AsyncSystem.start()
        let pool = try #require(IPv4Network("10.254.0.0/29"))
        networker = BridgeNetworker(
            configuration ?? NetworkConfiguration(pool: pool), records: records,
            host: NetworkHost(system: system, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }),
            parts: (kernel, firewall))
    }

    /// Another server over the same records and kernel.
    func successor() throws -> BridgeNetworker {
        BridgeNetworker(
            networker.configuration, records: records,
            host: NetworkHost(system: system, log: networker.log), parts: (kernel, firewall))
    }

    /// A request; the files belong to who runs the test, so that nothing here needs root.
    func spec(_ request: String = "") throws -> NetworkSpec {
        NetworkSpec(request: request, folder: folder.path, owner: try TestUser.owner())
    }

    func file(_ name: String) throws -> String {
        String(decoding: try Files.read(folder.path.appending(name)), as: UTF8.self)
    }
}
