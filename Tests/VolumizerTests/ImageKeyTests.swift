import Linux
import SystemPackage
import Testing

@testable import Volumizer

@Suite("The key of an image's copy")
struct ImageKeyTests {
    private let status: FileStatus
    private let mapping = UserMapping(
        users: [IDMapping(containerID: 0, hostID: 1, size: 1)], groups: [IDMapping(containerID: 0, hostID: 2, size: 1)])

    init() throws { status = try FileStatus.of("/") }

    @Test("is the same for the same image and ids, and a harmless file name")
    func same() {
        let key = ImageKey(path: "/a", status: status, mapping: mapping)

        #expect(key == ImageKey(path: "/a", status: status, mapping: mapping))
        #expect(key.name.allSatisfy { $0.isHexDigit || $0 == "-" || $0 == "." })
        #expect(!key.name.hasPrefix("."))
    }

    @Test("is another one for all that makes another copy")
    func different() {
        var others: [ImageKey] = [ImageKey(path: "/b", status: status, mapping: mapping)]
        for change: (inout FileStatus) -> Void in [
            { $0.device += 1 }, { $0.inode += 1 }, { $0.modifiedSeconds += 1 }, { $0.modifiedNanoseconds += 1 },
        ] {
            var changed = status
            change(&changed)
            others.append(ImageKey(path: "/a", status: changed, mapping: mapping))
        }
        let swapped = UserMapping(users: mapping.groups, groups: mapping.users)
        let moved = UserMapping(users: mapping.users + mapping.groups, groups: [])
        others += [swapped, moved].map { ImageKey(path: "/a", status: status, mapping: $0) }
        others.append(ImageKey(path: "/a", status: status, mapping: mapping))

        #expect(Set(others).count == others.count)
    }

    @Test("of an archive is another one for another file, also for one of another size written in the same moment")
    func archives() throws {
        var keys = [ImageKey(archive: "/a", status: status), ImageKey(archive: "/b", status: status)]
        for change: (inout FileStatus) -> Void in [
            { $0.device += 1 }, { $0.inode += 1 }, { $0.modifiedSeconds += 1 }, { $0.modifiedNanoseconds += 1 },
            { $0.size += 1 },
        ] {
            var changed = status
            change(&changed)
            keys.append(ImageKey(archive: "/a", status: changed))
        }
        keys.append(ImageKey(path: "/a", status: status, mapping: mapping))
        keys.append(ImageKey(sizeOf: "/a", status: status))

        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { !$0.name.contains("/") && !$0.name.hasPrefix(".") && $0.name.utf8.count < 128 })
    }
}
