import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing
import Volumizer

@Suite("The life of a volume", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"))
struct VolumeLifeTests {
    private let handle: Handle

    init() throws { handle = try Handle("web-1") }

    @Test("destroying it, again and again, leaves nothing", arguments: [true, false])
    func destroy(privileged: Bool) async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            _ = try await volumizer.create(handle, sandbox.spec(privileged: privileged))

            for _ in 1...3 { try await volumizer.destroy(handle) }

            #expect(try sandbox.mounts() == [])
            #expect(try Files.entries(of: sandbox.layout.volumes) == [])
        }
    }

    @Test("only the container's root and the host's get into its folder", arguments: [(true, 0o700), (false, 0o710)])
    func folder(privileged: Bool, mode: UInt32) async throws {
        try await VolumeSandbox.use { sandbox in
            _ = try await sandbox.volumizer().create(handle, sandbox.spec(privileged: privileged))

            let status = try FileStatus.of(sandbox.layout.volumes / handle.value)
            #expect(status.mode.rawValue == mode)
            #expect(status.owner == FileOwner(user: 0, group: privileged ? 0 : sandbox.mapping.root.group))
        }
    }

    @Test("what is half made is removed", arguments: ["", "upper/a/b", "rootfs"])
    func halfMade(name: String) async throws {
        try await VolumeSandbox.use { sandbox in
            try Files.makeDirectories(
                sandbox.layout.volumes / handle.value / name, mode: FilePermissions(rawValue: 0o755))

            try await sandbox.volumizer().destroy(handle)

            #expect(try Files.entries(of: sandbox.layout.volumes) == [])
        }
    }

    @Test("two mounts at one place, as a crash may leave them, are both removed")
    func stacked() async throws {
        try await VolumeSandbox.use { sandbox in
            let rootFS = try await sandbox.volumizer().create(handle, sandbox.spec())
            try Mounts.bind(sandbox.scratch, at: rootFS.path)

            try await sandbox.volumizer().destroy(handle)

            #expect(try sandbox.mounts() == [])
        }
    }

    @Test("one that somebody stands in is removed all the same")
    func busy() async throws {
        try await VolumeSandbox.use { sandbox in
            let rootFS = try await sandbox.volumizer().create(handle, sandbox.spec())
            let place = try FileDescriptor.open(rootFS.path / "etc/passwd", .readOnly)
            defer { place.closeIgnoringErrors() }

            try await sandbox.volumizer().destroy(handle)

            #expect(try sandbox.mounts() == [])
            #expect(try Files.entries(of: sandbox.layout.volumes) == [])
        }
    }

    @Test("the next container of that name finds nothing of what the last one wrote")
    func freshStart() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            let first = try await volumizer.create(handle, sandbox.spec())
            try Files.write([1], to: first.path / "secret", mode: .ownerReadWrite, durably: false)

            let second = try await volumizer.create(handle, sandbox.spec())

            #expect(!Files.exists(second.path / "secret"))
            #expect(try sandbox.mounts() == [second.path])
        }
    }

    @Test("an image that is missing is named, and nothing is made or recorded")
    func missingImage() async throws {
        try await VolumeSandbox.use { sandbox in
            let missing = sandbox.scratch / "missing"
            let spec = RootFSSpec(image: ImageReference(uri: missing.string), mapping: sandbox.mapping)

            await #expect(throws: VolumizerError.imageMissing(missing)) {
                try await sandbox.volumizer().create(handle, spec)
            }

            #expect(sandbox.records[handle] == nil)
            #expect(!Files.exists(sandbox.layout.volumes))
        }
    }

    @Test("a state folder that containers cannot enter is named, before anything is made")
    func impassable() async throws {
        try await VolumeSandbox.use { sandbox in
            let state = sandbox.layout.state
            try Files.setMode(FilePermissions(rawValue: 0o700), of: state)

            let error = await #expect(throws: VolumizerError.self) {
                try await sandbox.volumizer().create(handle, sandbox.spec())
            }
            await #expect(throws: VolumizerError.self) { try await sandbox.volumizer().check(for: sandbox.mapping) }

            #expect(error?.description.contains("chmod o+x \(state)") == true)
            #expect(sandbox.records[handle] == nil)
            _ = try await sandbox.volumizer().create(handle, sandbox.spec(privileged: true))
        }
    }

    @Test("the intent is stored before anything is made")
    func intent() async throws {
        try await VolumeSandbox.use { sandbox in
            let inTheWay = FilePermissions(rawValue: 0o755)
            try Files.write([], to: sandbox.layout.volumes, mode: inTheWay, durably: false)

            await #expect(throws: LinuxError.self) { try await sandbox.volumizer().create(handle, sandbox.spec()) }

            let section = sandbox.records[handle]?.sections[.volume]
            #expect(section?["lower"] == .string(sandbox.image.string))
            try Files.remove(sandbox.layout.volumes)
        }
    }
}
