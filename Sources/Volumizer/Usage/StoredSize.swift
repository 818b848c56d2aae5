import JSON
import Linux
import SystemPackage

/// How big something is, as it is kept on disk.
struct StoredSize: Hashable, Sendable {
    /// What was measured, for the operator.
    var path: FilePath
    /// What it takes.
    var size: TreeSize

    /// Puts it in place as a whole. `durably`: also for a crash of the machine.
    func write(to file: FilePath, durably: Bool) throws(LinuxError) {
        let json: JSONValue = [
            "path": .string(path.string), "bytes": .integer(size.bytes), "inodes": .integer(size.inodes),
        ]
        try Files.write(json.encoded(), to: file, mode: .ownerReadWrite, durably: durably)
    }

    /// The size that was written to `file`; nil: none was, or it cannot be understood, which is as good as none.
    static func read(_ file: FilePath) -> TreeSize? {
        guard let bytes = try? Files.read(file, limit: 1 << 16), let json = try? JSONValue(parsing: bytes),
            let size = json["bytes"]?.integer(as: UInt64.self), let inodes = json["inodes"]?.integer(as: UInt64.self)
        else { return nil }
        return TreeSize(bytes: size, inodes: inodes)
    }
}
