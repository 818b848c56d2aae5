import CGuardian
import SystemPackage

/// The extended attributes of a file that go into an archive.
enum FileAttributes {
    /// Reads all but the labels of the host's security modules; none where the file system knows none.
    static func read(_ file: FileDescriptor, _ path: @autoclosure () -> String) throws(ArchiveError) -> [TarEntry
        .Attribute]
    {
        // Most files have none, which one call tells.
        let size = cg_attribute_names(file.rawValue, nil, 0)
        if size == 0 || size == -Int(Errno.notSupported.rawValue) { return [] }
        try Call.check(path(), size)
        var list = [CChar](repeating: 0, count: size)
        let count = try Call.check(path(), cg_attribute_names(file.rawValue, &list, list.count))
        var attributes: [TarEntry.Attribute] = []
        for name in list.prefix(count).split(separator: 0) {
            let name = name.map { UInt8(bitPattern: $0) }
            guard isPacked(name), let value = try value(of: name, of: file, path()) else { continue }
            attributes.append(TarEntry.Attribute(name: name, value: value))
        }
        return attributes
    }

    private static func isPacked(_ name: [UInt8]) -> Bool {
        if name.starts(with: "security.".utf8) { return name.elementsEqual("security.capability".utf8) }
        return !name.starts(with: "trusted.overlay.".utf8)
    }

    /// nil: it is gone, or not for us.
    private static func value(
        of name: [UInt8], of file: FileDescriptor, _ path: @autoclosure () -> String
    ) throws(ArchiveError) -> [UInt8]? {
        // The most that the kernel lets one have (XATTR_SIZE_MAX).
        var value = [UInt8](repeating: 0, count: 1 << 16)
        let count = name.withCString { cg_attribute_value(file.rawValue, $0, &value, value.count) }
        let absent: [Errno] = [.noData, .notSupported]
        if absent.contains(where: { -Int($0.rawValue) == count }) { return nil }
        return Array(value.prefix(try Call.check(path(), count)))
    }
}
