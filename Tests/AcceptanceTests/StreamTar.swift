import Garden

/// One member of a tar archive (POSIX.1-2001, "ustar interchange format" and "pax").
struct TarMember: Hashable {
    enum Kind: UInt8 {
        case file = 0x30
        case hardLink = 0x31
        case symbolicLink = 0x32
        case folder = 0x35
    }

    var name: String
    var kind = Kind.file
    var mode = 0o644
    var user = 0
    var group = 0
    var target = ""
    var contents: [UInt8] = []
    /// Extended records, such as `SCHILY.xattr.user.color`.
    var records: [String: [UInt8]] = [:]

    init(_ name: String, _ text: String = "", mode: Int = 0o644, user: Int = 0, group: Int = 0) {
        (self.name, self.mode, self.user, self.group) = (name, mode, user, group)
        contents = Array(text.utf8)
    }

    init(_ name: String, _ kind: Kind, to target: String = "", mode: Int = 0o755) {
        (self.name, self.kind, self.target, self.mode) = (name, kind, target, mode)
    }

    var text: String { String(decoding: contents, as: UTF8.self) }
}

/// Archives for tests, small enough for memory. Names of up to 100 bytes.
enum StreamTar {
    static let block = 512

    static func pack(_ members: [TarMember]) -> [UInt8] {
        members.flatMap(bytes(of:)) + [UInt8](repeating: 0, count: 2 * block)
    }

    /// The block in front of a file of `size` bytes.
    static func header(_ member: TarMember, size: Int) -> [UInt8] {
        header(member, type: member.kind.rawValue, size: size)
    }

    static func padding(_ size: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (block - size % block) % block)
    }

    private static func bytes(of member: TarMember) -> [UInt8] {
        let records = member.records.sorted { $0.key < $1.key }.flatMap { record($0.key, $0.value) }
        var bytes: [UInt8] = []
        if !records.isEmpty {
            bytes += header(TarMember("PaxHeader"), type: UInt8(ascii: "x"), size: records.count)
            bytes += records + padding(records.count)
        }
        bytes += header(member, size: member.contents.count)
        return bytes + member.contents + padding(member.contents.count)
    }

    /// `length key=value\n`, where the length counts itself.
    private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
        var length = rest.count
        while length != rest.count + String(length).utf8.count { length = rest.count + String(length).utf8.count }
        return Array(String(length).utf8) + rest
    }

    private static func header(_ member: TarMember, type: UInt8, size: Int) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: block)
        func put(_ text: String, at place: Int) {
            block.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        func octal(_ value: Int, _ digits: Int, at place: Int) {
            let text = String(value, radix: 8)
            put(String(repeating: "0", count: digits - text.utf8.count) + text, at: place)
        }
        put(member.name, at: 0)
        octal(member.mode, 7, at: 100)
        octal(member.user, 7, at: 108)
        octal(member.group, 7, at: 116)
        octal(size, 11, at: 124)
        octal(1_700_000_000, 11, at: 136)
        put("        ", at: 148)
        block[156] = type
        put(member.target, at: 157)
        put("ustar", at: 257)
        put("00", at: 263)
        octal(block.reduce(0) { $0 + Int($1) }, 6, at: 148)
        block[154] = 0
        return block
    }

    // MARK: reading

    /// The members of a whole archive; its end must be there.
    static func unpack(_ archive: [UInt8]) throws -> [TarMember] {
        var members: [TarMember] = []
        var records: [String: [UInt8]] = [:]
        var place = 0
        while true {
            guard place + block <= archive.count else { throw NotAnArchive(reason: "no end at \(place)") }
            let head = Array(archive[place..<place + block])
            if head.allSatisfy({ $0 == 0 }) { return members }
            let size = number(in: head, 124, 12)
            let contents = Array(archive[place + block..<place + block + size])
            place += block + size + padding(size).count
            switch head[156] {
            case UInt8(ascii: "x"): records = self.records(in: contents)
            case UInt8(ascii: "g"): continue
            default:
                var member = TarMember(text(in: head, 345, 155, before: "/") + text(in: head, 0, 100))
                member.kind = TarMember.Kind(rawValue: head[156]) ?? .file
                member.mode = number(in: head, 100, 8)
                (member.user, member.group) = (number(in: head, 108, 8), number(in: head, 116, 8))
                (member.target, member.contents) = (text(in: head, 157, 100), contents)
                if let path = records["path"] { member.name = String(decoding: path, as: UTF8.self) }
                member.records = records.filter { $0.key.hasPrefix("SCHILY.xattr.") }
                members.append(member)
                records = [:]
            }
        }
    }

    private static func records(in bytes: [UInt8]) -> [String: [UInt8]] {
        var records: [String: [UInt8]] = [:]
        var rest = bytes[...]
        while let space = rest.firstIndex(of: UInt8(ascii: " ")),
            let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length <= rest.count
        {
            let record = rest.prefix(length)[(space + 1)...].dropLast()
            if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
                records[String(decoding: record[..<equals], as: UTF8.self)] = Array(record[(equals + 1)...])
            }
            rest = rest.dropFirst(length)
        }
        return records
    }

    private static func text(in head: [UInt8], _ start: Int, _ length: Int, before end: String = "") -> String {
        let bytes = head[start..<start + length].prefix { $0 != 0 }
        return bytes.isEmpty ? "" : String(decoding: bytes, as: UTF8.self) + end
    }

    private static func number(in head: [UInt8], _ start: Int, _ length: Int) -> Int {
        let digits = head[start..<start + length].filter { (0x30...0x37).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8) ?? 0
    }
}

struct NotAnArchive: Error {
    let reason: String
}

/// An archive that is one file of zeros, made as it is read.
actor ZerosArchive: ByteSource {
    private static let piece = [UInt8](repeating: 0, count: 1 << 20)
    private var pieces: Int
    private var head: [UInt8]

    init(_ name: String, megabytes: Int) {
        head = StreamTar.header(TarMember(name), size: megabytes << 20)
        pieces = megabytes
    }

    func read() -> [UInt8] {
        if !head.isEmpty {
            defer { head = [] }
            return head
        }
        pieces -= 1
        if pieces >= 0 { return Self.piece }
        // The end: two blocks of zeros, once.
        return pieces == -1 ? Array(Self.piece.prefix(2 * StreamTar.block)) : []
    }

    func close() {}
}
