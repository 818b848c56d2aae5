import Garden
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import RunDMC

@Suite("What bind mounts show")
struct MountSourcesTests {
    private let folder: TemporaryDirectory
    private var root: FilePath { folder.path.appending("root") }

    init() throws {
        folder = try TemporaryDirectory("mount-sources")
        for name in ["root/folder", "root/dev", "outside"] {
            try Files.makeDirectories(
                folder.path.appending(FilePath(name).components), mode: FilePermissions(rawValue: 0o755))
        }
        try Files.write([], to: root.appending("file"), mode: FilePermissions(rawValue: 0o644), durably: false)
        try Links.symbolic(to: folder.path.appending("outside").string, at: root.appending("out"))
        try Links.symbolic(to: "../../../folder", at: root.appending("in"))
        try Links.symbolic(to: "loop", at: root.appending("loop"))
    }

    private func resolve(_ mounts: BindMount...) throws(RunDMCError) -> [BindMount] {
        try MountSources(rootFS: root).resolve(mounts)
    }

    @Test("is the host's, as it is called there")
    func host() throws {
        let mount = BindMount(source: root.appending("out").string, destination: "//a/./b/", mode: .readWrite)

        let resolved = try resolve(mount)

        #expect(
            resolved == [BindMount(source: root.appending("out").string, destination: "/a/b", mode: .readWrite)])
    }

    @Test(
        "in the container's own files is found there, whatever links say",
        arguments: ["/in", "/folder/../in", "/../../folder", "/in/."])
    func container(source: String) throws {
        let resolved = try resolve(BindMount(source: source, destination: "/x", origin: .container))

        #expect(resolved.map(\.source) == [root.appending("folder").string])
    }

    @Test(
        "must be there",
        arguments: [
            ("/out", "/x", "bind mount: /out in the container does not exist"),
            ("/none", "/x", "bind mount: /none in the container does not exist"),
            ("/file/x", "/x", "bind mount: /file/x in the container: Not a directory"),
            ("/loop", "/x", "bind mount: /loop in the container: Too many levels of symbolic links"),
            ("/folder", "/file", "bind mount: destination /file: it is no folder, unlike the source"),
            ("/file", "/folder", "bind mount: destination /folder: it is a folder, unlike the source"),
            ("/file", "/file/a/b", "bind mount: destination /file/a/b: /file is no folder"),
            ("/file", "/loop/a", "bind mount: destination /loop/a: Too many levels of symbolic links"),
        ])
    func refused(source: String, destination: String, text: String) {
        #expect {
            _ = try resolve(BindMount(source: source, destination: destination, origin: .container))
        } throws: { error in
            "\(error)" == text
        }
    }

    @Test("is not judged by what an earlier mount, or the kernel's file systems, will hide")
    func hidden() throws {
        let mounts = try resolve(
            BindMount(source: "/folder", destination: "/dev/file", origin: .container),
            BindMount(source: "/folder", destination: "/folder", origin: .container),
            BindMount(source: "/file", destination: "/folder/file/x", origin: .container))

        #expect(mounts.count == 3)
    }
}
