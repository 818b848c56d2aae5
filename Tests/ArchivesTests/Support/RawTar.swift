/// An archive that is put together byte by byte, with nothing made right.
struct RawTar {
    private(set) var bytes: [UInt8] = []

    /// The parts of a plain header, as they are to stand in it.
    struct Header {
        var name: [UInt8]
        var type: Character = "0"
        var mode: [UInt8] = Array("0000644".utf8)
        var size: [UInt8]?
        var target: [UInt8] = []
        var magic: [UInt8] = Array("ustar\u{0}00".utf8)
        var prefix: [UInt8] = []
        var device: (major: Int, minor: Int) = (0, 0)
        /// What stands at certain places, whatever would be there.
        var patches: [Int: [UInt8]] = [:]

        init(_ name: String, _ type: Character = "0") { (self.name, self.type) = (Array(name.utf8), type) }
    }

    mutating func add(_ header: Header, contents: [UInt8] = []) {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: [UInt8], _ start: Int) {
            for (index, byte) in text.enumerated() where start + index < 512 { block[start + index] = byte }
        }
        put(Array(header.name.prefix(100)), 0)
        put(header.mode, 100)
        for start in [108, 116] { put(Array("0000000".utf8), start) }
        put(header.size ?? Self.octal(contents.count, 11), 124)
        put(Self.octal(1_000_000_000, 11), 136)
        block[156] = header.type.asciiValue ?? 0
        put(Array(header.target.prefix(100)), 157)
        put(header.magic, 257)
        put(Self.octal(header.device.major, 7), 329)
        put(Self.octal(header.device.minor, 7), 337)
        put(Array(header.prefix.prefix(155)), 345)
        for (start, text) in header.patches { put(text, start) }
        put(Array("        ".utf8), 148)
        put(Self.octal(block.reduce(0) { $0 + Int($1) }, 6) + [0], 148)
        append(block)
        append(contents)
        append([UInt8](repeating: 0, count: (512 - contents.count % 512) % 512))
    }

    mutating func file(_ name: String, _ contents: String = "hostile") {
        add(Header(name), contents: Array(contents.utf8))
    }

    mutating func folder(_ name: String, mode: String = "0000755") {
        var header = Header(name, "5")
        header.mode = Array(mode.utf8)
        add(header)
    }

    mutating func link(_ name: String, to target: String) {
        var header = Header(name, "2")
        header.target = Array(target.utf8)
        add(header)
    }

    mutating func hardLink(_ name: String, to target: String) {
        var header = Header(name, "1")
        header.target = Array(target.utf8)
        add(header)
    }

    /// An extended header with these records.
    mutating func pax(_ records: [(String, [UInt8])], type: Character = "x") {
        add(Header("PaxHeaders/x", type), contents: records.flatMap { Self.record($0, $1) })
    }

    mutating func pax(_ key: String, _ value: String, type: Character = "x") {
        pax([(key, Array(value.utf8))], type: type)
    }

    /// A long name (`L`) or target (`K`) as GNU tar writes it.
    mutating func long(_ type: Character, _ text: [UInt8]) {
        var header = Header("././@LongLink", type)
        header.magic = Array("ustar  \u{0}".utf8)
        add(header, contents: text + [0])
    }

    mutating func end() { append([UInt8](repeating: 0, count: 1024)) }

    mutating func append(_ more: [UInt8]) { bytes += more }

    static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
        let rest = Array(" \(key)=".utf8) + value + Array("\n".utf8)
        var length = rest.count + 1
        while "\(length)".utf8.count + rest.count != length { length += 1 }
        return Array("\(length)".utf8) + rest
    }

    static func octal(_ value: Int, _ digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }
}
