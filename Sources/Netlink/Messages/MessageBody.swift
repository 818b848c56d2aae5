/// The body of a rtnetlink request (rtnetlink(7)): a fixed header, then attributes, each aligned to four bytes.
struct MessageBody {
    /// The length and type in front of an attribute's value.
    private static let attributeHeaderSize = 4

    private(set) var bytes: [UInt8]

    /// Attributes alone.
    init() { bytes = [] }

    init(_ header: some BitwiseCopyable) {
        bytes = withUnsafeBytes(of: header) { Array($0) }
        align()
    }

    /// Adds an attribute. Constants of anonymous C enums come as `Int`.
    mutating func append(_ type: Int, _ value: [UInt8]) {
        append(UInt16(Self.attributeHeaderSize + value.count))
        append(UInt16(type))
        bytes += value
        align()
    }

    mutating func append(_ type: Int, _ value: UInt32) {
        append(type, withUnsafeBytes(of: value) { Array($0) })
    }

    /// Adds a string with the zero byte at its end.
    mutating func append(_ type: Int, _ value: String) {
        append(type, Array(value.utf8) + [0])
    }

    /// Adds an attribute that holds what `fill` adds, after `header` if there is one.
    mutating func nest(_ type: Int, _ fill: (inout MessageBody) -> Void) {
        var inner = MessageBody()
        fill(&inner)
        append(type, inner.bytes)
    }

    mutating func nest(_ type: Int, header: some BitwiseCopyable, _ fill: (inout MessageBody) -> Void) {
        var inner = MessageBody(header)
        fill(&inner)
        append(type, inner.bytes)
    }

    private mutating func append(_ value: UInt16) {
        withUnsafeBytes(of: value) { bytes += $0 }
    }

    private mutating func align() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }
}
