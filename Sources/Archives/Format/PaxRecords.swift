/// The records of an extended header (POSIX pax, "pax Header Block"): `LENGTH KEY=VALUE\n`.
struct PaxRecords {
    struct Record: Hashable {
        var key: [UInt8]
        var value: [UInt8]
    }

    private(set) var records: [Record] = []

    init() {}

    /// - Throws: `ArchiveError.malformed` for what are no records.
    init(_ bytes: [UInt8]) throws(ArchiveError) {
        var rest = bytes[...]
        // Some programs fill up with NULs.
        while let first = rest.first, first != 0 {
            let digits = rest.prefix { $0 != UInt8(ascii: " ") }
            guard let length = Self.decimal(digits), length <= rest.count, length > digits.count + 1 else {
                throw Self.damaged
            }
            let record = rest.prefix(length).dropFirst(digits.count + 1)
            guard record.last == UInt8(ascii: "\n"), let equals = record.firstIndex(of: UInt8(ascii: "=")) else {
                throw Self.damaged
            }
            records.append(Record(key: Array(record[..<equals]), value: Array(record[(equals + 1)...].dropLast())))
            rest = rest.dropFirst(length)
        }
    }

    /// The value of the last record with this key, which is the one that counts.
    subscript(_ key: String) -> [UInt8]? {
        records.last { $0.key.elementsEqual(key.utf8) }?.value
    }

    /// A whole number that is not negative.
    func number(_ key: String) throws(ArchiveError) -> Int64? {
        guard let value = self[key] else { return nil }
        guard let number = Self.decimal(value[...]) else { throw Self.damaged }
        return Int64(number)
    }

    /// A decimal fraction of seconds.
    func time(_ key: String) throws(ArchiveError) -> TarEntry.Time? {
        guard let value = self[key] else { return nil }
        let isNegative = value.first == UInt8(ascii: "-")
        let parts = value.dropFirst(isNegative ? 1 : 0).split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let seconds = Self.decimal(whole) else { throw Self.damaged }
        var nanoseconds = 0
        if parts.count > 1 {
            let digits = Array(parts[1].prefix(9))
            guard let fraction = digits.isEmpty ? 0 : Self.decimal(digits[...]) else { throw Self.damaged }
            nanoseconds = (digits.count..<9).reduce(fraction) { value, _ in value * 10 }
        }
        guard isNegative else { return TarEntry.Time(seconds: Int64(seconds), nanoseconds: nanoseconds) }
        if nanoseconds == 0 { return TarEntry.Time(seconds: -Int64(seconds), nanoseconds: 0) }
        return TarEntry.Time(seconds: -Int64(seconds) - 1, nanoseconds: 1_000_000_000 - nanoseconds)
    }

    /// Only digits, and no more of them than fit.
    static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    static let damaged = ArchiveError.malformed(reason: "an extended header is damaged")
}

extension PaxRecords {
    /// Adds a record.
    mutating func append(_ key: [UInt8], _ value: [UInt8]) { records.append(Record(key: key, value: value)) }

    /// Takes those that count for all members that follow: owners and times. Names and sizes make no sense there.
    mutating func takeGlobal(_ others: PaxRecords) {
        for key in ["uid", "gid", "uname", "gname", "mtime"] {
            guard let value = others[key], value.count <= 256 else { continue }
            records.removeAll { $0.key.elementsEqual(key.utf8) }
            append(Array(key.utf8), value)
        }
    }

    /// As they stand in an archive.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for record in records {
            // Its length counts its own digits.
            let rest = record.key.count + record.value.count + 3
            var length = rest + 1
            while rest + "\(length)".utf8.count != length { length = rest + "\(length)".utf8.count }
            bytes += Array("\(length) ".utf8) + record.key + [UInt8(ascii: "=")] + record.value + [UInt8(ascii: "\n")]
        }
        return bytes
    }
}
