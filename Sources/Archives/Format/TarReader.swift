import SystemPackage

/// Reads a tar archive: the old, the POSIX ("ustar", pax) and the GNU format.
///
/// Nothing that it holds grows with the archive: headers beside the plain ones have a bound.
final class TarReader {
    /// The most bytes that an extended header or a long name may have.
    static let longestExtension: Int64 = 1 << 20

    /// Fewer bytes are in the buffer together with the next header.
    private static let worthMoving: Int64 = 1 << 18

    private let input: ArchiveInput
    /// What is stored of the current member and not read.
    private var left: Int64 = 0
    /// The bytes behind it that fill its last block.
    private var padding: Int64 = 0
    private var isFinished = false
    private var global = PaxRecords()

    init(_ input: ArchiveInput) { self.input = input }

    /// The next member; nil at the end of the archive, which is an empty block or the end of the input.
    ///
    /// What is left of the last member's contents is skipped.
    func next() throws(ArchiveError) -> TarEntry? {
        var overruling = Overruling()
        while let header = try nextHeader() {
            switch header.type {
            case UInt8(ascii: "x"), UInt8(ascii: "X"): overruling.records = try PaxRecords(extensionBody())
            case UInt8(ascii: "g"): try takeGlobal(PaxRecords(extensionBody()))
            case UInt8(ascii: "L"): overruling.name = Array(try extensionBody().prefix { $0 != 0 })
            case UInt8(ascii: "K"): overruling.target = Array(try extensionBody().prefix { $0 != 0 })
            case UInt8(ascii: "V"): continue
            case UInt8(ascii: "M"): throw .refused(member: header.name.shown, reason: .continuation)
            default: return try entry(header, overruling)
            }
        }
        guard overruling.isEmpty else { throw .truncated }
        return nil
    }

    /// The next bytes that are stored of the current member, at most `limit`; nil when there are no more. They hold until
    /// the next call.
    func readContents(upTo limit: Int) throws(ArchiveError) -> UnsafeRawBufferPointer? {
        guard left > 0 else { return nil }
        let part = try input.take(upTo: Int(min(left, Int64(limit))))
        left -= Int64(part.count)
        return part
    }

    /// Moves up to `limit` of the bytes that are stored of the current member to a file, where that is possible without
    /// reading them; nil where it is not, or there are no more.
    func moveContents(upTo limit: Int, to file: FileDescriptor) throws(ArchiveError) -> Int? {
        guard left >= Self.worthMoving, let count = try input.move(upTo: Int(min(left, Int64(limit))), to: file) else {
            return nil
        }
        left -= Int64(count)
        return count
    }

    /// Reads what is behind the archive, to the end of the input.
    func drain() throws(ArchiveError) {
        try input.drain()
    }

    private func nextHeader() throws(ArchiveError) -> TarHeader? {
        if isFinished { return nil }
        try input.skip(left)
        try input.skip(padding)
        (left, padding) = (0, 0)
        guard let block = try input.takeBlock(), block.contains(where: { $0 != 0 }) else {
            isFinished = true
            return nil
        }
        let header = try TarHeader(block)
        try setSize(TarHeader.number(block[TarHeader.Field.size], "size"))
        return header
    }

    /// - Throws: `ArchiveError.refused` when what follows is the rest of a member, as GNU tar says at the beginning of a
    ///   volume in the POSIX format.
    private func takeGlobal(_ records: PaxRecords) throws(ArchiveError) {
        if let member = records["GNU.volume.filename"] {
            throw .refused(member: member.shown, reason: .continuation)
        }
        global.takeGlobal(records)
    }

    private func setSize(_ size: Int64) throws(ArchiveError) {
        guard size >= 0, size < Int64.max - 1024 else { throw .malformed(reason: "a size is out of range") }
        let block = Int64(ArchiveInput.blockSize)
        (left, padding) = (size, (block - size % block) % block)
    }

    private func extensionBody() throws(ArchiveError) -> [UInt8] {
        guard left <= Self.longestExtension else { throw .malformed(reason: "an extended header is too long") }
        var body: [UInt8] = []
        body.reserveCapacity(Int(left))
        while let part = try readContents(upTo: 1 << 16) { body += part }
        return body
    }
}

/// What headers in front of a member's own say of it.
private struct Overruling {
    var records = PaxRecords()
    var name: [UInt8]?
    var target: [UInt8]?

    var isEmpty: Bool { records.records.isEmpty && name == nil && target == nil }
}

extension TarReader {
    private func entry(_ header: TarHeader, _ overruling: Overruling) throws(ArchiveError) -> TarEntry {
        let records = overruling.records
        var entry = TarEntry(name: overruling.name ?? header.name, kind: .file)
        if let name = records["GNU.sparse.name"] ?? records["path"] { entry.name = name }
        entry.target = records["linkpath"] ?? overruling.target ?? header.target
        entry.kind = Self.kind(header.type, name: entry.name)
        try setOwner(of: &entry, header, records)
        entry.attributes = Self.attributes(records)
        if header.isExtended {
            entry.deviceMajor = try TarHeader.number(header.block[TarHeader.Field.deviceMajor], "device")
            entry.deviceMinor = try TarHeader.number(header.block[TarHeader.Field.deviceMinor], "device")
        }

        if let size = try records.number("size") { try setSize(size) }
        switch entry.kind {
        case .file:
            entry.size = left
            try readMap(of: &entry, header, records)
        case .folder where header.type == UInt8(ascii: "D"): break
        // Old programs wrote a size where nothing follows.
        case .folder, .symbolicLink, .hardLink, .pipe, .characterDevice, .blockDevice: try setSize(0)
        }
        return entry
    }

    private func setOwner(
        of entry: inout TarEntry, _ header: TarHeader, _ records: PaxRecords
    ) throws(ArchiveError) {
        func number(_ key: String, _ field: Range<Int>) throws(ArchiveError) -> Int64 {
            if let number = try records.number(key) { return number }
            if let number = try global.number(key) { return number }
            return try TarHeader.number(header.block[field], key)
        }
        entry.mode = UInt32(try TarHeader.number(header.block[TarHeader.Field.mode], "mode") & 0o7777)
        entry.user = try number("uid", TarHeader.Field.user)
        entry.group = try number("gid", TarHeader.Field.group)
        if header.isExtended {
            entry.userName = records["uname"] ?? global["uname"] ?? header.text(TarHeader.Field.userName)
            entry.groupName = records["gname"] ?? global["gname"] ?? header.text(TarHeader.Field.groupName)
        }
        if let time = try records.time("mtime") {
            entry.modified = time
        } else if let time = try global.time("mtime") {
            entry.modified = time
        } else {
            entry.modified.seconds = try TarHeader.number(header.block[TarHeader.Field.modified], "time")
        }
    }

    /// A type that nobody knows is a file, as POSIX has it.
    private static func kind(_ type: UInt8, name: [UInt8]) -> TarEntry.Kind {
        switch type {
        case UInt8(ascii: "1"): .hardLink
        case UInt8(ascii: "2"): .symbolicLink
        case UInt8(ascii: "3"): .characterDevice
        case UInt8(ascii: "4"): .blockDevice
        case UInt8(ascii: "5"), UInt8(ascii: "D"): .folder
        case UInt8(ascii: "6"): .pipe
        // The oldest format has no type for folders.
        case 0, UInt8(ascii: "0"): name.last == MemberName.slash ? .folder : .file
        default: .file
        }
    }

    /// GNU tar writes `=` and `%` in the names of attributes in hexadecimal.
    private static func attributes(_ records: PaxRecords) -> [TarEntry.Attribute] {
        records.records.compactMap { record in
            guard record.key.starts(with: XattrKey.prefix) else { return nil }
            let name = XattrKey.decoded(record.key.dropFirst(XattrKey.prefix.count))
            return TarEntry.Attribute(name: name, value: record.value)
        }
    }

    private func readMap(
        of entry: inout TarEntry, _ header: TarHeader, _ records: PaxRecords
    ) throws(ArchiveError) {
        if header.type == UInt8(ascii: "S") {
            entry.extents = try oldMap(header)
            entry.size = try TarHeader.number(header.block[483..<495], "real size")
        } else if records["GNU.sparse.major"]?.elementsEqual("1".utf8) == true {
            guard let size = try records.number("GNU.sparse.realsize") else { throw SparseMap.damaged }
            entry.extents = try SparseMap.read(contentBlock)
            entry.size = size
        } else if let extents = try SparseMap.read(records) {
            guard let size = try records.number("GNU.sparse.size") else { throw SparseMap.damaged }
            (entry.extents, entry.size) = (extents, size)
        }
        if let extents = entry.extents { try SparseMap.check(extents, size: entry.size, stored: left) }
    }

    /// The map of the old form, which goes on in blocks that the size does not count.
    private func oldMap(_ header: TarHeader) throws(ArchiveError) -> [Extent] {
        var extents: [Extent] = []
        try SparseMap.append(4, at: 386, of: header.block, to: &extents)
        var goesOn = header.block[482] != 0
        while goesOn {
            guard let block = try input.takeBlock() else { throw .truncated }
            try SparseMap.append(21, at: 0, of: block, to: &extents)
            goesOn = block[504] != 0
        }
        return extents
    }

    private func contentBlock() throws(ArchiveError) -> [UInt8] {
        guard left >= Int64(ArchiveInput.blockSize), let block = try input.takeBlock() else { throw SparseMap.damaged }
        left -= Int64(block.count)
        return block
    }
}
