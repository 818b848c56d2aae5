import Linux
import Testing

@testable import Libcontainer

@Suite("Flags of mounts for the kernel")
struct MountFlagTests {
    static let attributes: [(MountFlags, UInt64)] = [
        ([], 0), (.readOnly, 0x1), ([.noSetID, .noDevices, .noExecution], 0xE), (.noAccessTime, 0x10),
        (.strictAccessTime, 0x20), ([.noAccessTime, .strictAccessTime], 0x20), (.relativeAccessTime, 0),
        (.noDirectoryAccessTime, 0x80), (.noLinks, 0x20_0000), ([.bind, .recursive, .synchronous], 0),
    ]

    @Test("become attributes of the mount", arguments: attributes)
    func becomeAttributes(flags: MountFlags, bits: UInt64) {
        #expect(flags.attributes.rawValue == bits)
    }

    static let exact: [(set: MountFlags, cleared: MountFlags, sets: UInt64, clears: UInt64)] = [
        ([.bind, .readOnly], [], 0x1, 0x20_000E), ([.bind], [.readOnly], 0, 0x20_000F),
        ([.bind, .relativeAccessTime], [], 0, 0x20_00FF), ([.bind, .noDirectoryAccessTime], [], 0x80, 0x20_007F),
        ([.bind], [.noAccessTime], 0, 0x20_007F), ([.bind], [.noDirectoryAccessTime], 0, 0x20_008F),
    ]

    @Test("make a mount have them and no others, access times apart of which nothing is said", arguments: exact)
    func makeExact(set: MountFlags, cleared: MountFlags, sets: UInt64, clears: UInt64) {
        var mount = MountConfiguration(source: "/a", destination: "/b", fileSystemType: "bind", flags: set)
        mount.clearedFlags = cleared

        let change = MountChange.exact(mount)

        #expect(change.set.rawValue == sets)
        #expect(change.clear.rawValue == clears)
    }

    static let additional: [(set: MountFlags, cleared: MountFlags, sets: UInt64, clears: UInt64)] = [
        ([.bind, .readOnly], [], 0x1, 0), ([.bind, .noAccessTime], [], 0x10, 0x70), ([.bind], [.noLinks], 0, 0x20_0000),
    ]

    @Test("add to what the source's mount forbids where that is locked", arguments: additional)
    func add(set: MountFlags, cleared: MountFlags, sets: UInt64, clears: UInt64) {
        var mount = MountConfiguration(source: "/a", destination: "/b", fileSystemType: "bind", flags: set)
        mount.clearedFlags = cleared

        let change = MountChange.additional(mount)

        #expect(change.set.rawValue == sets)
        #expect(change.clear.rawValue == clears)
    }

    @Test(
        "say how mounts spread",
        arguments: [
            (MountFlags.shared, MountPropagation.shared), ([.slave, .recursive], .slave), (.private, .private),
            (.unbindable, .unbindable), (.recursive, nil),
        ] as [(MountFlags, MountPropagation?)])
    func spreading(flags: MountFlags, answer: MountPropagation?) {
        #expect(flags.spreading == answer)
    }
}
