/// A header block in the making.
struct HeaderBlock {
    private var bytes = [UInt8](repeating: 0, count: ArchiveInput.blockSize)

    /// Whether the whole text has room; if not, its beginning is there.
    @discardableResult
    mutating func setText(_ text: some Collection<UInt8>, _ field: Range<Int>) -> Bool {
        for (index, byte) in text.prefix(field.count).enumerated() { bytes[field.lowerBound + index] = byte }
        return text.count <= field.count
    }

    /// Whether the number has room as octal digits and a NUL; if not, there is a zero.
    @discardableResult
    mutating func setNumber(_ value: Int64, _ field: Range<Int>) -> Bool {
        let hasRoom = value >= 0 && value < 1 << (3 * Int64(field.count - 1))
        var rest = hasRoom ? value : 0
        for index in field.dropLast().reversed() {
            bytes[index] = UInt8(ascii: "0") + UInt8(rest & 7)
            rest >>= 3
        }
        return hasRoom
    }

    /// Whether the name has room, if need be in two parts that a slash divides.
    mutating func setName(_ name: [UInt8]) -> Bool {
        if setText(name, TarHeader.Field.name) { return true }
        let last = min(name.count - 2, TarHeader.Field.prefix.count)
        let slash = name[...last].lastIndex(of: MemberName.slash)
        guard let slash, slash > 0, name.count - slash - 1 <= TarHeader.Field.name.count else { return false }
        for index in TarHeader.Field.name { bytes[index] = 0 }
        setText(name[(slash + 1)...], TarHeader.Field.name)
        return setText(name[..<slash], TarHeader.Field.prefix)
    }

    mutating func setType(_ type: UInt8) { bytes[TarHeader.Field.type] = type }

    /// With magic, version and checksum.
    func finished() -> [UInt8] {
        var block = self
        block.setText("ustar\u{0}00".utf8, TarHeader.Field.magic)
        block.setText("        ".utf8, TarHeader.Field.checksum)
        let sum = block.bytes.reduce(0) { $0 + Int64($1) }
        block.setNumber(sum, TarHeader.Field.checksum.dropLast())
        block.setText([0], TarHeader.Field.checksum.upperBound - 2..<TarHeader.Field.checksum.upperBound)
        return block.bytes
    }
}
