/// A header block as it is, before other headers overrule it (tar(5), POSIX pax "ustar interchange format").
struct TarHeader {
    let block: [UInt8]

    /// - Throws: `ArchiveError.malformed` when the checksum is wrong.
    init(_ block: [UInt8]) throws(ArchiveError) {
        self.block = block
        let sum = try Self.number(block[Field.checksum], "checksum")
        // Some programs of old added signed bytes.
        var (unsigned, signed): (Int64, Int64) = (0, 0)
        for (index, byte) in block.enumerated() {
            let counted = Field.checksum.contains(index) ? UInt8(ascii: " ") : byte
            unsigned += Int64(counted)
            signed += Int64(Int8(bitPattern: counted))
        }
        guard sum == unsigned || sum == signed else { throw .malformed(reason: "the checksum of a header is wrong") }
    }

    enum Field {
        static let name = 0..<100
        static let mode = 100..<108
        static let user = 108..<116
        static let group = 116..<124
        static let size = 124..<136
        static let modified = 136..<148
        static let checksum = 148..<156
        static let type = 156
        static let target = 157..<257
        static let magic = 257..<265
        static let userName = 265..<297
        static let groupName = 297..<329
        static let deviceMajor = 329..<337
        static let deviceMinor = 337..<345
        static let prefix = 345..<500
        /// As long as it is where star wrote two times behind it.
        static let shortPrefix = 345..<476
        static let starMark = 508..<512
    }

    var type: UInt8 { block[Field.type] }
    var target: [UInt8] { text(Field.target) }

    /// The name, with the part in front that the POSIX format keeps apart.
    var name: [UInt8] {
        guard isPOSIX else { return text(Field.name) }
        let isStar = block[Field.starMark].elementsEqual("tar\0".utf8)
        let prefix = text(isStar ? Field.shortPrefix : Field.prefix)
        return prefix.isEmpty ? text(Field.name) : prefix + [MemberName.slash] + text(Field.name)
    }

    /// Whether it has devices and names of owners: all formats but the first.
    var isExtended: Bool { block[Field.magic].starts(with: "ustar".utf8) }
    private var isPOSIX: Bool { block[Field.magic].starts(with: "ustar\0".utf8) }

    /// A text up to its first NUL.
    func text(_ field: Range<Int>) -> [UInt8] { Array(block[field].prefix { $0 != 0 }) }

    /// A number: octal digits, or bytes of a binary one behind a set bit, where 0xFF in front makes it negative.
    static func number(_ field: ArraySlice<UInt8>, _ title: String) throws(ArchiveError) -> Int64 {
        guard let first = field.first else { return 0 }
        if first & 0x80 != 0 { return try binary(field, title) }
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), value < 1 << 60 else {
                throw .malformed(reason: "the \(title) of a header is no number")
            }
            value = value << 3 | Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private static func binary(_ field: ArraySlice<UInt8>, _ title: String) throws(ArchiveError) -> Int64 {
        let isNegative = field.first == 0xFF
        var value: Int64 = isNegative ? -1 : 0
        for (index, byte) in field.enumerated() {
            let bits = Int64(index == 0 && !isNegative ? byte & 0x7F : byte)
            let (product, overflow) = value.multipliedReportingOverflow(by: 256)
            guard !overflow else { throw .malformed(reason: "the \(title) of a header is too large") }
            value = product | bits
        }
        return value
    }
}
