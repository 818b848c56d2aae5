import Glibc
import Linux
import SystemPackage

/// A file of the kernel's in a cgroup.
struct ControlFile {
    let path: FilePath

    /// The contents without white space at the ends.
    func text() throws(CgroupError) -> String { String(decoding: try bytes(), as: UTF8.self).trimmed }

    /// The contents; nil when there is no such file or cgroup.
    func textIfThere() throws(CgroupError) -> String? {
        do {
            return try text()
        } catch {
            guard error.isAbsence else { throw error }
            return nil
        }
    }

    /// One number.
    func number() throws(CgroupError) -> UInt64 {
        let bytes = try bytes()
        guard let number = Self.number(bytes[...]) else { throw malformed(bytes) }
        return number
    }

    /// One number, or `max`.
    func limit() throws(CgroupError) -> CgroupLimits.Limit {
        let bytes = try bytes()
        if bytes.starts(with: "max".utf8) { return .unlimited }
        guard let number = Self.number(bytes[...]) else { throw malformed(bytes) }
        return .at(number)
    }

    /// `name value` on each line, as in `memory.stat`. Lines that are not of this kind are left out.
    func numbers() throws(CgroupError) -> [String: UInt64] { Self.numbers(in: try bytes()[...]) }

    /// The same of what was read already.
    static func numbers(in bytes: ArraySlice<UInt8>) -> [String: UInt64] {
        var numbers: [String: UInt64] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let space = line.firstIndex(of: UInt8(ascii: " ")),
                let number = number(line[line.index(after: space)...])
            else { continue }
            numbers[String(decoding: line[..<space], as: UTF8.self)] = number
        }
        return numbers
    }

    /// The contents as they are.
    func bytes() throws(CgroupError) -> [UInt8] {
        do {
            return try Files.read(path)
        } catch {
            throw .system(error)
        }
    }

    private func malformed(_ bytes: [UInt8]) -> CgroupError {
        .malformed(path: path, contents: String(decoding: bytes, as: UTF8.self).trimmed)
    }

    /// A number alone, but for a line's end: text is not made of it, because metrics read hundreds of them.
    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        let digits = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes
        guard !digits.isEmpty else { return nil }
        var sum: UInt64 = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (product, isTooLarge) = sum.multipliedReportingOverflow(by: 10)
            let (next, isTooLargeNow) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            if isTooLarge || isTooLargeNow { return nil }
            sum = next
        }
        return sum
    }

    /// Writes `value` in one call, as the kernel wants it.
    func write(_ value: String) throws(CgroupError) { try writeEach([value]) }

    /// Writes several values, each in one call, through one descriptor.
    func writeEach(_ values: [String]) throws(CgroupError) {
        guard let first = values.first else { return }
        let descriptor = try check("write '\(first)' to") {
            path.withPlatformString { open($0, O_WRONLY | O_TRUNC | O_CLOEXEC) }
        }
        defer { close(descriptor) }
        for value in values {
            let count = value.utf8.count
            let written = try check("write '\(value)' to") {
                Int32(value.withCString { Glibc.write(descriptor, $0, count) })
            }
            guard written == count else {
                throw .system(.failed(operation: "write '\(value)' to", subject: path.string, errno: .ioError))
            }
        }
    }

    private func check(_ operation: @autoclosure () -> String, _ call: () -> Int32) throws(CgroupError) -> Int32 {
        while true {
            let answer = call()
            if answer >= 0 { return answer }
            let number = Errno(rawValue: errno)
            if number == .interrupted { continue }
            throw .system(.failed(operation: operation(), subject: path.string, errno: number))
        }
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let bytes = utf8
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(self[first...last])
    }
}
