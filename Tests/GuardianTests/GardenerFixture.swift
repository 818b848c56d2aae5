import Garden
import Guardian
import GuardianTestSupport
import Linux
import Logging

/// A gardener over fakes.
struct GardenerFixture {
    let containerizer = FakeContainerizer()
    let networker = FakeNetworker()
    let volumizer = FakeVolumizer()
    let records = FakeRecords()
    let host = FakeHost()
    let mapping = UserMapping(
        users: [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)],
        groups: [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)])

    func gardener(_ configure: (inout Gardener.Configuration) -> Void = { _ in }) -> Gardener {
        var configuration = Gardener.Configuration(mapping: mapping)
        configure(&configuration)
        return Gardener(
            configuration,
            components: .init(
                containerizer: containerizer, networker: networker, volumizer: volumizer, records: records, host: host),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// Something that went wrong in a part.
struct Refused: Error, Equatable {}
