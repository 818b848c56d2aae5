import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing
import Volumizer

@Suite("The owners in a volume", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"))
struct VolumeOwnersTests {
    private let root = FileOwner(user: 4_294_967_294, group: 4_294_967_294)

    @Test(
        "are the container's, for what the image brought, what was changed and what is new",
        arguments: [OwnerShift.idMapped, .copied, .automatic])
    func unprivileged(ownerShift: OwnerShift) async throws {
        try await VolumeSandbox.use { sandbox in
            let handle = try Handle("web")
            try Files.setMode(FilePermissions(rawValue: 0o2755), of: sandbox.image / "bin/busybox")

            let rootFS = try await sandbox.volumizer(ownerShift).create(handle, sandbox.spec())
            let lines = try await sandbox.inside(
                rootFS,
                """
                echo more >> /etc/passwd
                chown 1000:2000 /etc/group
                touch /new
                mkdir /tmp/made
                stat -c '%n %u:%g %a' / /bin/busybox /home/alice /etc/passwd /etc/group /new /tmp/made
                """)

            #expect(
                lines == [
                    "/ 0:0 755", "/bin/busybox 0:0 2755", "/home/alice 1000:1000 755", "/etc/passwd 0:0 644",
                    "/etc/group 1000:2000 644", "/new 0:0 644", "/tmp/made 0:0 755",
                ])
            let upper = sandbox.layout.volumes / "web/upper"
            for name in ["", "etc/passwd", "new", "tmp/made"] {
                #expect(try FileStatus.of(upper / name).owner == root)
            }
            #expect(try FileStatus.of(upper / "etc/group").owner == FileOwner(user: 1000, group: 2000))
            #expect(try FileStatus.of(rootFS.path / "etc/passwd").owner == root)
        }
    }

    @Test("leave the image as it was", arguments: [OwnerShift.idMapped, .copied])
    func imageUntouched(ownerShift: OwnerShift) async throws {
        try await VolumeSandbox.use { sandbox in
            let passwd = try Files.read(sandbox.image / "etc/passwd")

            let rootFS = try await sandbox.volumizer(ownerShift).create(try Handle("web"), sandbox.spec())
            _ = try await sandbox.inside(rootFS, "echo more >> /etc/passwd; rm /etc/group; touch /new")

            #expect(try Files.read(sandbox.image / "etc/passwd") == passwd)
            #expect(Files.exists(sandbox.image / "etc/group"))
            #expect(!Files.exists(sandbox.image / "new"))
            #expect(try FileStatus.of(sandbox.image / "etc/passwd").owner == .root)
        }
    }

    @Test("of a privileged container are the image's own")
    func privileged() async throws {
        try await VolumeSandbox.use { sandbox in
            let rootFS = try await sandbox.volumizer().create(try Handle("web"), sandbox.spec(privileged: true))
            try Files.write([1], to: rootFS.path / "etc/new", mode: .ownerReadWrite, durably: false)

            #expect(try FileStatus.of(rootFS.path).owner == .root)
            #expect(try FileStatus.of(rootFS.path / "home/alice").owner == FileOwner(user: 1000, group: 1000))
            #expect(try FileStatus.of(sandbox.layout.volumes / "web/upper/etc/new").owner == .root)
            #expect(!Files.exists(sandbox.image / "etc/new"))
            #expect(try sandbox.copies() == [])
        }
    }

    @Test("are shifted by a copy where the image's file system has no id-mapped mounts, also for the next container")
    func fallback() async throws {
        try await VolumeSandbox.use { sandbox in
            let image = try Self.overlayImage(in: sandbox)
            defer { Self.unmount(image) }
            let volumizer = sandbox.volumizer(.automatic)
            let spec = RootFSSpec(image: ImageReference(uri: image.string), mapping: sandbox.mapping)

            for name in ["first", "second"] {
                let rootFS = try await volumizer.create(try Handle(name), spec)
                #expect(
                    try await sandbox.inside(rootFS, "stat -c %u:%g /etc/passwd /home/alice") == ["0:0", "1000:1000"])
                #expect(sandbox.records[try Handle(name)]?.sections[.volume]?["owners"] == "copied")
            }

            #expect(try sandbox.copies().count == 1)
        }
    }

    @Test("that cannot be shifted as the operator demands are an error, and nothing is mounted")
    func impossible() async throws {
        try await VolumeSandbox.use { sandbox in
            let image = try Self.overlayImage(in: sandbox)
            defer { Self.unmount(image) }
            let volumizer = sandbox.volumizer(.idMapped)
            let spec = RootFSSpec(image: ImageReference(uri: image.string), mapping: sandbox.mapping)

            await #expect(throws: LinuxError.self) { try await volumizer.create(try Handle("web"), spec) }
            try await volumizer.destroy(try Handle("web"))

            #expect(try sandbox.mounts() == [image])
        }
    }

    @Test("device nodes of an image cannot be opened in an unprivileged container")
    func devices() async throws {
        try await VolumeSandbox.use { sandbox in
            try DeviceNodes.makeNull(at: sandbox.image / "null")

            let rootFS = try await sandbox.volumizer().create(try Handle("web"), sandbox.spec())
            let lines = try await sandbox.inside(rootFS, "cat /null 2>/dev/null && echo opened || echo refused")

            #expect(lines == ["refused"])
        }
    }

    /// The image by way of an overlay, which cannot be id-mapped.
    private static func overlayImage(in sandbox: VolumeSandbox) throws -> FilePath {
        for name in ["upper", "work", "merged"] {
            try Files.makeDirectory(sandbox.scratch / name, mode: FilePermissions(rawValue: 0o755))
        }
        let lower = try FileDescriptor.open(sandbox.image, .readOnly)
        defer { lower.closeIgnoringErrors() }
        let merged = sandbox.scratch / "merged"
        try Mounts.overlay(
            OverlayMount(lowers: [lower], upper: sandbox.scratch / "upper", work: sandbox.scratch / "work"), at: merged)
        return merged
    }

    private static func unmount(_ path: FilePath) {
        do { try Mounts.unmount(path, lazily: true) } catch { Issue.record(error) }
    }
}
