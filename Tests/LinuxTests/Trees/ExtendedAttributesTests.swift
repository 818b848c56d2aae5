import CGuardian
import SystemPackage
import Testing

@testable import Linux

@Suite("Extended attributes of copies")
struct ExtendedAttributesTests {
    private let mapping = UserMapping(
        users: [IDMapping(containerID: 0, hostID: 0x0102_0304, size: 10)],
        groups: [IDMapping(containerID: 0, hostID: 0x0A0B_0C0D, size: 10)])

    @Test("named users and groups in access control lists are shifted, other entries are not")
    func lists() {
        let version: [UInt8] = [2, 0, 0, 0]
        let own: [UInt8] = [1, 0, 7, 0, 255, 255, 255, 255]

        let shifted = ExtendedAttributes.shifted(
            version + own + [2, 0, 5, 0, 1, 0, 0, 0] + [8, 0, 5, 0, 2, 0, 0, 0] + [4, 0, 5, 0, 255, 255, 255, 255],
            name: "system.posix_acl_access", by: mapping)

        #expect(
            shifted == version + own + [2, 0, 5, 0, 5, 3, 2, 1] + [8, 0, 5, 0, 0x0F, 0x0C, 0x0B, 0x0A]
                + [4, 0, 5, 0, 255, 255, 255, 255])
    }

    @Test("the root user of a third-version capability is shifted; the second version has none")
    func capabilities() {
        let second = [UInt8](repeating: 1, count: 20)

        #expect(ExtendedAttributes.shifted(second, name: "security.capability", by: mapping) == second)
        #expect(
            ExtendedAttributes.shifted(second + [0, 0, 0, 0], name: "security.capability", by: mapping)
                == second + [4, 3, 2, 1])
    }

    @Test("others, and damaged ones, stay", arguments: ["user.x", "system.posix_acl_access", "security.capability"])
    func others(name: String) {
        #expect(ExtendedAttributes.shifted([1, 2, 3], name: name, by: mapping) == [1, 2, 3])
    }

    @Test("a copy has them", .enabled(if: isRoot, "only root may set capabilities"))
    func copied() throws {
        let scratch = try ScratchFolder()
        let source = scratch.path.appending("source")
        try Files.makeDirectory(source, mode: FilePermissions(rawValue: 0o755))
        try Files.write([], to: source.appending("file"), mode: .ownerReadWrite, durably: false)
        let file = try FileDescriptor.open(source.appending("file"), .readOnly)
        defer { file.closeIgnoringErrors() }
        let capability: [UInt8] = [1, 0, 0, 2, 0, 4, 0, 0] + [UInt8](repeating: 0, count: 12)
        #expect(cg_set_attribute(file.rawValue, "security.capability", capability, capability.count) == 0)
        #expect(cg_set_attribute(file.rawValue, "user.note", [9], 1) == 0)

        let folder = try FileDescriptor.open(source, .readOnly)
        defer { folder.closeIgnoringErrors() }
        try TreeCopy.copy(folder, to: scratch.path.appending("copy"), shiftedBy: mapping)

        let copy = try FileDescriptor.open(scratch.path.appending("copy").appending("file"), .readOnly)
        defer { copy.closeIgnoringErrors() }
        #expect(value("security.capability", of: copy) == capability)
        #expect(value("user.note", of: copy) == [9])
    }

    private func value(_ name: String, of file: FileDescriptor) -> [UInt8] {
        var value = [UInt8](repeating: 0, count: 64)
        let count = cg_attribute_value(file.rawValue, name, &value, value.count)
        return Array(value.prefix(max(0, count)))
    }
}
