import Glibc
import GuardianTestSupport
import Linux
import SystemPackage

/// A container's cgroup as the host sees it. Read by hand, so that the server is not judged by its own code.
struct ContainerCgroup {
    let server: ServerProcess
    let handle: String

    /// Whether the host has version 2 only.
    static var isUnified: Bool { Files.exists("/sys/fs/cgroup/cgroup.controllers") }

    /// Whether there are weights of block I/O: BFQ's in version 1, iocost's in version 2.
    static func canWeighBlockIO() throws -> Bool {
        let parent = FilePath(isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/blkio")
        let file = isUnified ? "io.weight" : "blkio.bfq.weight"
        // The root has no weight, so a child has to tell.
        let probe = parent.appending("guardian-probe-\(TestTag.random())")
        try Files.makeDirectory(probe, mode: FilePermissions(rawValue: 0o755))
        defer { rmdir(probe.string) }
        return Files.exists(probe.appending(file))
    }

    /// The contents of a file of a version 1 controller, or of the version 2 hierarchy, without the line's end.
    func read(_ one: (controller: String, file: String), two: String) throws -> String {
        let text = String(decoding: try Files.read(path(one, two: two)), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// Changes a limit behind the server's back.
    func write(_ value: String, _ one: (controller: String, file: String), two: String) throws {
        try Files.overwrite(path(one, two: two), with: Array(value.utf8))
    }

    private func path(_ one: (controller: String, file: String), two: String) -> FilePath {
        let own = "guardian-\(server.tag)/containers/\(handle)"
        return FilePath(
            Self.isUnified ? "/sys/fs/cgroup/\(own)/\(two)" : "/sys/fs/cgroup/\(one.controller)/\(own)/\(one.file)")
    }
}
