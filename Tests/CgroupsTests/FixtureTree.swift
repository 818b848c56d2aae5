import Cgroups
import Foundation
import Linux
import SystemPackage

/// The recorded trees of cgroups (Tests/Fixtures/cgroups). Copies live as long as this, so a suite has it as a property.
final class Fixtures {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cgroups-\(UUID().uuidString)")

    /// A copy of its own for the caller.
    func copy(_ recorded: FixtureTree.Recorded) throws -> FixtureTree {
        let copy = folder.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: Self.recorded.appendingPathComponent(recorded.rawValue), to: copy)
        let root = FilePath(copy.path)
        return FixtureTree(root: root, layout: try CgroupLayout(recorded: recorded.rawValue, root: root))
    }

    deinit {
        // Left in the temporary directory at worst.
        try? FileManager.default.removeItem(at: folder)
    }

    static func text(_ name: String) throws -> String {
        try String(contentsOf: recorded.appendingPathComponent(name), encoding: .utf8)
    }

    private static let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/cgroups")
}

/// A copy of a recorded tree. `sys` holds its mount points.
struct FixtureTree {
    enum Recorded: String {
        case hybrid
        case v2
    }

    let root: FilePath
    let layout: CgroupLayout

    /// The recorded container.
    func container() throws -> CgroupTree { try CgroupTree("/guardian/containers/c1", in: layout) }

    func read(_ path: String) throws -> String {
        try String(contentsOfFile: file(path), encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    func write(_ text: String, to path: String) throws {
        try text.write(toFile: file(path), atomically: false, encoding: .utf8)
    }

    func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: file(path), withIntermediateDirectories: true)
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: file(path)) }

    func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: file(path)) }

    /// Takes away the kernel's files, which a real cgroup does not have to be rid of to be removed.
    func removeFiles(below path: String) throws {
        let folder = URL(fileURLWithPath: file(path))
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
        for case let url as URL in found ?? .init() {
            guard try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == false else { continue }
            try FileManager.default.removeItem(at: url)
        }
    }

    private func file(_ path: String) -> String { root.string + "/sys/fs/cgroup/" + path }
}

extension CgroupLayout {
    /// A recorded layout, with its mount points below `root`.
    init(recorded: String, root: FilePath = "/") throws {
        try self.init(
            mountInfo: Fixtures.text(recorded + "/mountinfo"), ownCgroups: Fixtures.text(recorded + "/cgroup"),
            root: root
        ) { mountPoint in
            try String(contentsOfFile: mountPoint.appending("cgroup.controllers").string, encoding: .utf8)
        }
    }
}
