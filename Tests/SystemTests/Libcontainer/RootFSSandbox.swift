import Glibc
import JSON
import Linux
import OCI
import SystemPackage
import Testing

/// A bundle in a folder of its own, whose root is built by RootFSProbe: a program with one thread, as a runtime is.
final class RootFSSandbox {
    /// The bundle.
    let bundle: FilePath
    /// The document: processes, IPC, names and mounts of its own, and what every image expects in /dev and /proc.
    var spec = RuntimeSpec()
    private var mounted: [FilePath] = []

    static let mode = FilePermissions(rawValue: 0o755)

    init() throws {
        bundle = FilePath("/tmp/guardian-rootfs-\(RandomUUID.make())")
        for name in ["", "rootfs", "rootfs/proc", "rootfs/dev", "rootfs/sys", "rootfs/etc", "outside"] {
            try Files.makeDirectory(bundle.appending(name), mode: Self.mode)
        }
        spec.version = "1.3.0"
        spec.rootPath = "rootfs"
        spec.linux.namespaces = [.init(.pid), .init(.ipc), .init(.uts), .init(.network), .init(.mount)]
        spec.mounts = [
            OCIMount(destination: "/proc", type: "proc", source: "proc"),
            OCIMount(destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"]),
            OCIMount(
                destination: "/dev/pts", type: "devpts", source: "devpts",
                options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
        ]
    }

    /// Runs with a sandbox that is gone afterwards, with all that was mounted in it.
    static func use(_ body: (RootFSSandbox) throws -> Void) throws {
        let sandbox = try RootFSSandbox()
        defer { sandbox.remove() }
        try body(sandbox)
    }

    private func remove() {
        do {
            for path in mounted.reversed() { try Mounts.unmount(path, lazily: true) }
            #expect(
                try MountTable.current().allSatisfy { !$0.mountPoint.starts(with: bundle) }, "a mount stayed behind")
            try Files.removeTree(bundle)
        } catch {
            Issue.record("cannot remove \(bundle): \(error)")
        }
    }

    /// A path of the root, as the host sees it.
    func inside(_ path: String) -> FilePath { FilePath("\(bundle)/rootfs/\(path)") }

    /// A path beside the root, of what nothing inside may ever touch.
    func outside(_ path: String) -> FilePath { FilePath("\(bundle)/outside/\(path)") }

    /// Makes a folder and its parents.
    func makeFolder(_ path: FilePath) throws { try Files.makeDirectories(path, mode: Self.mode) }

    /// Makes a file that says something.
    func makeFile(_ path: FilePath, _ text: String = "") throws {
        try Files.write(Array(text.utf8), to: path, mode: FilePermissions(rawValue: 0o644), durably: false)
    }

    /// Makes a link.
    func makeLink(_ path: FilePath, to target: String) throws {
        guard symlink(target, path.string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Mounts something on the host's side until the end.
    func mountOutside(_ request: MountRequest, at path: FilePath) throws {
        try makeFolder(path)
        try Mounts.mount(request, at: path)
        mounted.append(path)
    }

    /// How many mounts the host sees, but for those in other tests' folders.
    func mountCount() throws -> Int {
        try MountTable.current().count {
            $0.mountPoint.starts(with: bundle) || !$0.mountPoint.string.hasPrefix("/tmp/guardian")
        }
    }

    /// Gives the container users of its own, and the root to its root, who is 100000 outside.
    func useUserNamespace() throws {
        try Files.setOwner(FileOwner(user: 100_000, group: 100_000), of: inside("/"))
        spec.linux.namespaces.append(.init(.user))
        spec.linux.userMappings = [OCIIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
        spec.linux.groupMappings = [OCIIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
    }

    /// Builds the root and asks what it is like.
    func build(_ words: String...) throws -> ProbeRun {
        let text = String(decoding: spec.json.encoded(indentation: ""), as: UTF8.self)
        try makeFile(bundle.appending("config.json"), text)
        return try ProbeRun(program: "RootFSProbe", [bundle.string] + words)
    }
}

extension ProbeRun {
    /// Why the root could not be built; empty: it could.
    var failure: String { self["done"] == "yes" ? "" : self["error"] }
}
