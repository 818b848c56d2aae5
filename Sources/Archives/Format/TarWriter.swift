/// Writes a tar archive in the POSIX format: plain headers, and an extended one in front where they do not suffice.
struct TarWriter {
    private let output: ArchiveOutput
    private let block = Int64(ArchiveInput.blockSize)

    init(_ output: ArchiveOutput) { self.output = output }

    /// Writes what stands before the contents of a member. `stored` bytes and `finishContents` must follow.
    func writeHeader(_ entry: TarEntry, stored: Int64) throws(ArchiveError) {
        var records = PaxRecords()
        let header = Self.block(entry, stored: stored, &records)
        if !records.records.isEmpty { try writeExtension(records.bytes, of: entry) }
        try output.write(header)
    }

    /// Fills the last block of `stored` bytes.
    func finishContents(stored: Int64) throws(ArchiveError) {
        try output.writeZeros((block - stored % block) % block)
    }

    /// Ends the archive.
    func finish() throws(ArchiveError) {
        try output.writeZeros(2 * block)
        try output.flush()
    }

    private func writeExtension(_ bytes: [UInt8], of entry: TarEntry) throws(ArchiveError) {
        var header = HeaderBlock()
        header.setText(
            "PaxHeaders/".utf8 + entry.name.suffix(80).filter { $0 != MemberName.slash }, TarHeader.Field.name)
        header.setNumber(0o644, TarHeader.Field.mode)
        header.setNumber(0, TarHeader.Field.user)
        header.setNumber(0, TarHeader.Field.group)
        header.setNumber(Int64(bytes.count), TarHeader.Field.size)
        header.setNumber(0, TarHeader.Field.modified)
        header.setType(UInt8(ascii: "x"))
        try output.write(header.finished())
        try output.write(bytes)
        try finishContents(stored: Int64(bytes.count))
    }

    /// The plain header; what has no room in it goes to `records`.
    private static func block(_ entry: TarEntry, stored: Int64, _ records: inout PaxRecords) -> [UInt8] {
        var header = HeaderBlock()
        func number(_ value: Int64, _ field: Range<Int>, _ key: String) {
            if !header.setNumber(value, field) { records.append(Array(key.utf8), Array("\(value)".utf8)) }
        }
        if !header.setName(entry.name) { records.append(Array("path".utf8), entry.name) }
        if !header.setText(entry.target, TarHeader.Field.target) {
            records.append(Array("linkpath".utf8), entry.target)
        }
        header.setNumber(Int64(entry.mode), TarHeader.Field.mode)
        number(entry.user, TarHeader.Field.user, "uid")
        number(entry.group, TarHeader.Field.group, "gid")
        number(stored, TarHeader.Field.size, "size")
        let hasRoom = header.setNumber(entry.modified.seconds, TarHeader.Field.modified)
        if !hasRoom || entry.modified.nanoseconds != 0 {
            records.append(Array("mtime".utf8), Array(entry.modified.text.utf8))
        }
        header.setNumber(entry.deviceMajor, TarHeader.Field.deviceMajor)
        header.setNumber(entry.deviceMinor, TarHeader.Field.deviceMinor)
        header.setText(entry.userName, TarHeader.Field.userName)
        header.setText(entry.groupName, TarHeader.Field.groupName)
        header.setType(entry.kind.type)
        for attribute in entry.attributes { records.append(XattrKey.key(for: attribute.name), attribute.value) }
        return header.finished()
    }
}

extension TarEntry.Kind {
    /// The letter in headers.
    var type: UInt8 {
        switch self {
        case .file: UInt8(ascii: "0")
        case .hardLink: UInt8(ascii: "1")
        case .symbolicLink: UInt8(ascii: "2")
        case .characterDevice: UInt8(ascii: "3")
        case .blockDevice: UInt8(ascii: "4")
        case .folder: UInt8(ascii: "5")
        case .pipe: UInt8(ascii: "6")
        }
    }
}

extension TarEntry.Time {
    /// Seconds as a decimal fraction.
    var text: String {
        // The nanoseconds count forward from the second before.
        let isNegative = seconds < 0
        let whole = isNegative && nanoseconds > 0 ? seconds + 1 : seconds
        let fraction = isNegative && nanoseconds > 0 ? 1_000_000_000 - nanoseconds : nanoseconds
        let digits = "\(1_000_000_000 + fraction)".dropFirst()
        return (isNegative ? "-" : "") + "\(whole.magnitude)" + (fraction == 0 ? "" : ".\(digits)")
    }
}
