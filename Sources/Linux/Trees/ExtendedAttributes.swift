import CGuardian
import SystemPackage

/// Extended attributes of files (xattr(7)), among them access control lists and capabilities.
enum ExtendedAttributes {
    /// Copies the attributes of one open file or folder to another, with the ids in them shifted.
    ///
    /// Security labels are left out: they are the host's business. So is what the file system of `copy` cannot keep.
    static func copy(
        from original: FileDescriptor, to copy: FileDescriptor, shiftedBy mapping: UserMapping, subject: String
    ) throws(LinuxError) {
        for name in try names(of: original, subject) {
            guard !name.hasPrefix("security.") || name == "security.capability" else { continue }
            guard let value = try value(of: name, of: original, subject) else { continue }
            let shifted = shifted(value, name: name, by: mapping)
            let answer = cg_set_attribute(copy.rawValue, name, shifted, shifted.count)
            if answer == -Errno.notSupported.rawValue { continue }
            try SystemCall.check("set attribute \(name) of", subject, answer)
        }
    }

    /// The value that means outside what `value` means inside.
    static func shifted(_ value: [UInt8], name: String, by mapping: UserMapping) -> [UInt8] {
        switch name {
        case "system.posix_acl_access", "system.posix_acl_default": shiftedList(value, by: mapping)
        case "security.capability": shiftedCapability(value, by: mapping)
        default: value
        }
    }

    /// A four-byte version, then entries of a two-byte tag, two bytes of permissions and an id (linux/posix_acl_xattr.h).
    private static func shiftedList(_ value: [UInt8], by mapping: UserMapping) -> [UInt8] {
        let (namedUser, namedGroup): (UInt8, UInt8) = (0x02, 0x08)
        var result = value
        for entry in stride(from: 4, through: value.count - 8, by: 8) {
            switch value[entry] {
            case namedUser: store(mapping.hostUser(load(value, entry + 4)), in: &result, at: entry + 4)
            case namedGroup: store(mapping.hostGroup(load(value, entry + 4)), in: &result, at: entry + 4)
            default: break
            }
        }
        return result
    }

    /// The third version (`struct vfs_ns_cap_data`) names at its end the root user for whom it counts.
    private static func shiftedCapability(_ value: [UInt8], by mapping: UserMapping) -> [UInt8] {
        guard value.count == 24 else { return value }
        var result = value
        store(mapping.hostUser(load(value, 20)), in: &result, at: 20)
        return result
    }

    private static func load(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func store(_ value: UInt32, in bytes: inout [UInt8], at offset: Int) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
    }

    private static func names(of file: FileDescriptor, _ subject: String) throws(LinuxError) -> [String] {
        // Most files have none, which one call tells.
        let size = cg_attribute_names(file.rawValue, nil, 0)
        if size == 0 || size == -Int(Errno.notSupported.rawValue) { return [] }
        try SystemCall.check("list attributes of", subject, size)
        var list = [CChar](repeating: 0, count: size)
        let count = try SystemCall.check(
            "list attributes of", subject, cg_attribute_names(file.rawValue, &list, list.count))
        return list.prefix(count).split(separator: 0).map {
            String(decoding: $0.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// nil: it is gone, or not for us.
    private static func value(
        of name: String, of file: FileDescriptor, _ subject: String
    ) throws(LinuxError) -> [UInt8]? {
        var value = [UInt8](repeating: 0, count: 1 << 16)
        let count = cg_attribute_value(file.rawValue, name, &value, value.count)
        let absent: [Errno] = [.noData, .notSupported]
        if absent.contains(where: { -Int($0.rawValue) == count }) { return nil }
        return Array(value.prefix(try SystemCall.check("read attribute \(name) of", subject, count)))
    }
}
