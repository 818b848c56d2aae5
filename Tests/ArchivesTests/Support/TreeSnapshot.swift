import Glibc
import Linux
import SystemPackage

@testable import Archives

/// All that can be seen of a tree, to be compared.
struct TreeSnapshot: Equatable {
    struct Node: Equatable, CustomStringConvertible {
        var mode: UInt32
        var owner: FileOwner
        var size: Int64
        var modified: TarEntry.Time
        var links: UInt64
        var device: UInt64
        var contents: [UInt8]
        var attributes: [TarEntry.Attribute]

        var description: String {
            "\(String(mode, radix: 8)) \(owner.user):\(owner.group) \(size) at \(modified.seconds).\(modified.nanoseconds) "
                + "x\(links) '\(contents.prefix(40).shown)' \(attributes.map { "\($0.name.shown)=\($0.value.shown)" })"
        }
    }

    private(set) var nodes: [String: Node] = [:]

    init(_ path: FilePath) throws { try add(path, ".") }

    subscript(_ path: String) -> Node? { nodes[path] }

    /// Another name of this file is gone, as it should be.
    mutating func forgetLink(_ path: String) { nodes[path]?.links -= 1 }

    var names: [String] { nodes.keys.sorted() }

    private mutating func add(_ path: FilePath, _ name: String) throws {
        var status = stat()
        guard lstat(path.string, &status) == 0 else { throw Errno(rawValue: errno) }
        var node = Node(
            mode: status.st_mode, owner: FileOwner(user: status.st_uid, group: status.st_gid),
            size: Int64(status.st_size),
            modified: TarEntry.Time(seconds: Int64(status.st_mtim.tv_sec), nanoseconds: status.st_mtim.tv_nsec),
            links: UInt64(status.st_nlink), device: UInt64(status.st_rdev), contents: [], attributes: [])
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            // What a folder takes, and how many are in it, is the file system's business.
            (node.size, node.links) = (0, 0)
            for entry in try Files.entries(of: path) { try add(path.appending(entry), "\(name)/\(entry)") }
            node.attributes = try attributes(path)
        case S_IFREG:
            node.contents = status.st_size > 1 << 24 ? [] : try Files.read(path)
            node.attributes = try attributes(path)
        case S_IFLNK:
            var text = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = max(0, readlink(path.string, &text, text.count))
            node.contents = text.prefix(count).map { UInt8(bitPattern: $0) }
        default: break
        }
        nodes[name] = node
    }

    private func attributes(_ path: FilePath) throws -> [TarEntry.Attribute] {
        let file = try FileDescriptor.open(path, .readOnly)
        defer { file.closeIgnoringErrors() }
        return try FileAttributes.read(file, path.string).sorted { $0.name.shown < $1.name.shown }
    }
}
