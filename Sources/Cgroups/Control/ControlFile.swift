import Glibc
import Linux
import SystemPackage

/// A file of the kernel's in a cgroup.
struct ControlFile {
    let path: FilePath

    /// The contents without white space at the ends.
    func text() throws(CgroupError) -> String {
        do {
            return String(decoding: try Files.read(path), as: UTF8.self).trimmed
        } catch {
            throw .system(error)
        }
    }

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
        let text = try text()
        guard let number = UInt64(text) else { throw .malformed(path: path, contents: text) }
        return number
    }

    /// One number, or `max`.
    func limit() throws(CgroupError) -> CgroupLimits.Limit {
        let text = try text()
        if text == "max" { return .unlimited }
        guard let number = UInt64(text) else { throw .malformed(path: path, contents: text) }
        return .at(number)
    }

    /// `name value` on each line, as in `memory.stat`. Lines that are not of this kind are left out.
    func numbers() throws(CgroupError) -> [String: UInt64] {
        var numbers: [String: UInt64] = [:]
        for line in try text().split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let number = UInt64(words[1]) { numbers[String(words[0])] = number }
        }
        return numbers
    }

    /// Writes `value` in one call, as the kernel wants it.
    func write(_ value: String) throws(CgroupError) {
        let descriptor = try check("open") { path.withPlatformString { open($0, O_WRONLY | O_TRUNC | O_CLOEXEC) } }
        defer { close(descriptor) }
        let bytes = Array(value.utf8)
        let written = try check("write '\(value)' to") { Int32(Glibc.write(descriptor, bytes, bytes.count)) }
        guard written == bytes.count else {
            throw .system(.failed(operation: "write '\(value)' to", subject: path.string, errno: .ioError))
        }
    }

    private func check(_ operation: String, _ call: () -> Int32) throws(CgroupError) -> Int32 {
        while true {
            let answer = call()
            if answer >= 0 { return answer }
            let number = Errno(rawValue: errno)
            if number == .interrupted { continue }
            throw .system(.failed(operation: operation, subject: path.string, errno: number))
        }
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
