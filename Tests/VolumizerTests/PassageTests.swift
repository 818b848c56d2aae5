import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Volumizer

@Suite("The way to a root file system")
struct PassageTests {
    private static let ranges = [
        IDMapping(containerID: 0, hostID: 900, size: 1), IDMapping(containerID: 1, hostID: 1000, size: 10),
    ]
    private let mapping = UserMapping(users: ranges, groups: ranges)

    @Test(
        "is open to the container's root by the permissions that count for it",
        arguments: [
            (0o755, 0, 0, true), (0o711, 0, 0, true), (0o700, 0, 0, false), (0o754, 0, 0, false),
            (0o710, 0, 900, true), (0o701, 0, 900, false), (0o100, 900, 0, true), (0o077, 900, 0, false),
            (0o700, 1000, 1009, true), (0o000, 900, 900, true), (0o700, 1000, 0, false), (0o700, 1000, 1010, false),
        ] as [(UInt32, UInt32, UInt32, Bool)])
    func rule(mode: UInt32, user: UInt32, group: UInt32, isOpen: Bool) throws {
        var folder = try FileStatus.of("/")
        folder.mode = FilePermissions(rawValue: mode)
        folder.owner = FileOwner(user: user, group: group)

        #expect(Passage.allows(folder, mapping) == isOpen)
    }

    @Test("names the folder that is in it")
    func names() throws {
        let scratch = try TemporaryDirectory("passage")
        let closed = scratch.path.appending("closed")
        let path = closed.appending("a").appending("b")
        try Files.makeDirectory(closed, mode: FilePermissions(rawValue: 0o700))
        let foreign = UserMapping(
            users: [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)],
            groups: [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)])

        let error = #expect(throws: VolumizerError.self) { try Passage.check(to: path, for: foreign) }

        #expect(error == .impassable(folder: closed, on: path, owner: foreign.root))
        #expect(error?.description.contains("chmod o+x \(closed)") == true)
        #expect(throws: Never.self) { try Passage.check(to: closed, for: foreign) }
    }
}
