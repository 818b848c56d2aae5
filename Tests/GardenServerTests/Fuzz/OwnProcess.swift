import Foundation

/// What this very process uses.
enum OwnProcess {
    /// How many sockets are open that were made at `path` or accepted there, whoever holds them.
    static func sockets(at path: String) throws -> Int {
        try String(contentsOfFile: "/proc/net/unix", encoding: .utf8).split(separator: "\n")
            .count { $0.hasSuffix(" \(path)") }
    }

    /// The descriptors that are open.
    static func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    /// Bytes of resident memory.
    static func residentMemory() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
