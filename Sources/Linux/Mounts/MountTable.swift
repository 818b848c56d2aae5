public import SystemPackage

/// One mount: a line of /proc/PID/mountinfo, proc(5).
public struct MountEntry: Hashable, Sendable {
    /// The mount's id.
    public var id: Int
    /// The id of the mount it is on.
    public var parentID: Int
    /// The device: `major:minor`.
    public var device: String
    /// The folder of the file system that is seen.
    public var root: FilePath
    /// Where it is seen, from this program's root.
    public var mountPoint: FilePath
    /// Options of this mount, such as `rw` and `nodev`.
    public var options: [String]
    /// Propagation, such as `shared:1`; none: private.
    public var propagation: [String]
    /// The file system's type.
    public var type: String
    /// What is mounted, as whoever mounted it put it.
    public var source: String
    /// Options of the file system.
    public var fileSystemOptions: [String]
}

/// The mounts of a mount namespace.
public enum MountTable {
    /// The mounts this program sees, in the kernel's order: of several at one place the last one is on top.
    public static func current() throws(LinuxError) -> [MountEntry] {
        parse(try Files.read("/proc/self/mountinfo", limit: 256 << 20))
    }

    /// Reads the text of a mountinfo file; a line that is none is left out.
    public static func parse(_ text: [UInt8]) -> [MountEntry] {
        text.split(separator: UInt8(ascii: "\n")).compactMap(entry)
    }

    /// The id of the mount that `file` is on.
    static func mountID(of file: FileDescriptor) throws(LinuxError) -> Int {
        let path = FilePath("/proc/self/fdinfo/\(file.rawValue)")
        let lines = String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\n")
        let fields = lines.map { $0.split(whereSeparator: \.isWhitespace) }
        guard let id = fields.first(where: { $0.first == "mnt_id:" })?.last.flatMap({ Int($0) }) else {
            throw .malformed(path: path.string, reason: "no mnt_id")
        }
        return id
    }

    private static func entry(_ line: ArraySlice<UInt8>) -> MountEntry? {
        let fields = line.split(separator: UInt8(ascii: " ")).map(unescaped)
        // Any number of propagation fields comes before the dash.
        guard let dash = fields.indices.dropFirst(6).first(where: { fields[$0] == "-" }), fields.count >= dash + 4,
            let id = Int(fields[0]), let parentID = Int(fields[1])
        else { return nil }
        return MountEntry(
            id: id, parentID: parentID, device: fields[2], root: FilePath(fields[3]), mountPoint: FilePath(fields[4]),
            options: list(fields[5]), propagation: Array(fields[6..<dash]), type: fields[dash + 1],
            source: fields[dash + 2], fileSystemOptions: list(fields[dash + 3]))
    }

    private static func list(_ field: String) -> [String] {
        field.split(separator: ",").map(String.init)
    }

    /// Undoes `\040` and the like, by which the kernel hides white space and backslashes.
    private static func unescaped(_ field: ArraySlice<UInt8>) -> String {
        var result: [UInt8] = []
        var rest = field
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
}
