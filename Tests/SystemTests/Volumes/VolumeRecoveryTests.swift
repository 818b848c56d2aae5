import Garden
import Guardian
import GuardianTestSupport
import Linux
import SystemPackage
import Testing
import Volumizer

@Suite("Volumes that an earlier server made", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"))
struct VolumeRecoveryTests {
    private let handle: Handle

    init() throws { handle = try Handle("web-1") }

    @Test("are left alone while they are mounted")
    func mounted() async throws {
        try await VolumeSandbox.use { sandbox in
            let rootFS = try await sandbox.volumizer().create(handle, sandbox.spec())
            let before = try FileStatus.of(rootFS.path).device

            try await sandbox.volumizer().restore(handle)

            #expect(try FileStatus.of(rootFS.path).device == before)
            #expect(try sandbox.mounts() == [rootFS.path])
        }
    }

    @Test(
        "are mounted again after a start of the host, with what was written",
        arguments: [OwnerShift.idMapped, .copied], [true, false])
    func remounted(ownerShift: OwnerShift, privileged: Bool) async throws {
        try await VolumeSandbox.use { sandbox in
            let rootFS = try await sandbox.volumizer(ownerShift).create(handle, sandbox.spec(privileged: privileged))
            try Files.write([7], to: rootFS.path / "kept", mode: .ownerReadWrite, durably: false)
            let owner = try FileStatus.of(rootFS.path / "etc/passwd").owner
            // Lazily: a child that another test is just starting may hold the written file for a moment.
            try Mounts.unmount(rootFS.path, lazily: true)

            try await sandbox.volumizer().restore(handle)

            #expect(try Files.read(rootFS.path / "kept") == [7])
            #expect(try FileStatus.of(rootFS.path / "etc/passwd").owner == owner)
        }
    }

    @Test("are reported when their files, or their image, are gone, and can still be destroyed")
    func lost() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            let rootFS = try await volumizer.create(handle, sandbox.spec())
            // Lazily: a child that another test is just starting may hold the written file for a moment.
            try Mounts.unmount(rootFS.path, lazily: true)
            try Files.rename(sandbox.image, to: sandbox.scratch / "elsewhere")

            await #expect(throws: VolumizerError.imageMissing(sandbox.image)) { try await volumizer.restore(handle) }
            try Files.removeTree(sandbox.layout.volumes / handle.value / "upper")
            await #expect(throws: VolumizerError.self) { try await volumizer.restore(handle) }
            try await volumizer.destroy(handle)

            #expect(try Files.entries(of: sandbox.layout.volumes) == [])
        }
    }

    @Test("are swept when they belong to no container; those that do stay")
    func sweep() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            let kept = try await volumizer.create(handle, sandbox.spec())
            _ = try await volumizer.create(try Handle("orphan"), sandbox.spec())
            try Files.makeDirectories(sandbox.layout.volumes / ".odd/upper", mode: FilePermissions(rawValue: 0o700))

            try await sandbox.volumizer().sweep(keeping: [handle])

            #expect(try Files.entries(of: sandbox.layout.volumes) == [handle.value])
            #expect(try sandbox.mounts() == [kept.path])
        }
    }

    @Test("keep their copies of images; unused and unfinished ones are swept")
    func sweepCopies() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer(.copied)
            _ = try await volumizer.create(handle, sandbox.spec())
            let used = try sandbox.copies()
            try Files.makeDirectory(sandbox.image / "changed", mode: FilePermissions(rawValue: 0o755))
            _ = try await volumizer.create(try Handle("orphan"), sandbox.spec())
            try Files.makeDirectory(sandbox.layout.images / ".new-1", mode: FilePermissions(rawValue: 0o700))
            #expect(try sandbox.copies().count == 3)

            try await sandbox.volumizer().sweep(keeping: [handle])

            #expect(try sandbox.copies() == used)
        }
    }

    @Test("keep all copies when a record does not say which one it uses")
    func sweepUnknown() async throws {
        try await VolumeSandbox.use { sandbox in
            _ = try await sandbox.volumizer(.copied).create(try Handle("orphan"), sandbox.spec())

            try await sandbox.volumizer().sweep(keeping: [try Handle("unreadable")])

            #expect(try sandbox.copies().count == 1)
        }
    }
}
