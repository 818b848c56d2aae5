/// The lines of /proc/self/mountinfo, proc(5): as much as it takes to know which mount a path ends on.
///
/// Every start of a container reads the file, and most lines are of no interest, so text is made of very little of it.
struct MountLines {
    /// A line; ranges are places in the file.
    struct Line {
        var id = 0
        var parent = 0
        var root = 0..<0
        var mountPoint = 0..<0
        var kind = Kind.other
        var options = 0..<0
    }

    /// What is mounted.
    enum Kind {
        case cgroupOne
        case cgroupTwo
        case other
    }

    private(set) var lines: [Line] = []
    private let bytes: UnsafeBufferPointer<UInt8>

    private static let space = UInt8(ascii: " ")
    private static let newline = UInt8(ascii: "\n")

    /// Lines that are not of the format are left out.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        lines.reserveCapacity(bytes.count / 100 + 1)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: Self.newline) ?? bytes.count
            if let line = line(in: start..<end) { lines.append(line) }
            start = end + 1
        }
    }

    /// The text of a field, without the `\040` and the like by which white space is hidden.
    func text(_ field: Range<Int>) -> String {
        guard bytes[field].contains(UInt8(ascii: "\\")) else { return String(decoding: bytes[field], as: UTF8.self) }
        var result: [UInt8] = []
        var rest = bytes[field]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            let code = digits.count == 3 ? UInt8(String(decoding: digits, as: UTF8.self), radix: 8) : nil
            if byte == UInt8(ascii: "\\"), let code {
                result.append(code)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The mount on which a path ends, found as the kernel does: by going from mount to mount.
    func reached(by path: Range<Int>) -> Int? {
        let onTheWay = lines.filter { covers($0.mountPoint, path) }
        var current: Int?
        for end in 1...max(path.count, 1) {
            let isPart = end == 1 || end == path.count || bytes[path.lowerBound + end] == UInt8(ascii: "/")
            guard isPart else { continue }
            while let next = onTheWay.last(where: { line in
                guard line.mountPoint.count == end, line.id != current else { return false }
                guard let current else { return !lines.contains { $0.id == line.parent } }
                return line.parent == current
            }) {
                current = next.id
            }
        }
        return current
    }

    /// Whether `path` is `mountPoint`, or below.
    private func covers(_ mountPoint: Range<Int>, _ path: Range<Int>) -> Bool {
        let count = mountPoint.count
        guard count <= path.count else { return false }
        if count > 1, count < path.count, bytes[path.lowerBound + count] != UInt8(ascii: "/") { return false }
        return bytes[mountPoint].elementsEqual(bytes[path.lowerBound..<path.lowerBound + count])
    }

    /// `36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw`, with any number of fields before the dash.
    private func line(in range: Range<Int>) -> Line? {
        var line = Line()
        var rest = range
        guard let id = number(field(&rest)), let parent = number(field(&rest)) else { return nil }
        (line.id, line.parent) = (id, parent)
        _ = field(&rest)
        line.root = field(&rest)
        line.mountPoint = field(&rest)
        guard !line.mountPoint.isEmpty else { return nil }
        var next = field(&rest)
        while !(next.count == 1 && bytes[next.lowerBound] == UInt8(ascii: "-")) {
            guard !rest.isEmpty else { return nil }
            next = field(&rest)
        }
        line.kind = kind(field(&rest))
        _ = field(&rest)
        line.options = field(&rest)
        return line
    }

    private func kind(_ type: Range<Int>) -> Kind {
        guard type.count <= 7, bytes[type].starts(with: "cgroup".utf8) else { return .other }
        if type.count == 6 { return .cgroupOne }
        return bytes[type.upperBound - 1] == UInt8(ascii: "2") ? .cgroupTwo : .other
    }

    /// The next field, which is taken from `rest` with the space behind it.
    private func field(_ rest: inout Range<Int>) -> Range<Int> {
        let start = rest.lowerBound
        var end = start
        while end < rest.upperBound, bytes[end] != Self.space { end += 1 }
        rest = min(end + 1, rest.upperBound)..<rest.upperBound
        return start..<end
    }

    private func number(_ field: Range<Int>) -> Int? {
        guard !field.isEmpty, field.count < 16 else { return nil }
        var sum = 0
        for byte in bytes[field] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            sum = sum * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return sum
    }
}
