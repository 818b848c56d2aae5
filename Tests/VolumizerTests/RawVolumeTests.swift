import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import Logging
import SystemPackage
import Testing
import Volumizer

@Suite("A volume that is a folder as it is")
struct RawVolumeTests {
    private static let system = Result { try AsyncSystem.start() }

    private let scratch: TemporaryDirectory
    private let records = FakeRecords()
    private let volumizer: OverlayVolumizer
    private let handle: Handle
    private let layout: DepotLayout

    init() throws {
        scratch = try TemporaryDirectory("raw-volume")
        layout = DepotLayout(depot: scratch.path.appending("depot"))
        handle = try Handle("web")
        volumizer = OverlayVolumizer(
            VolumizerConfiguration(layout: layout, archiver: "/nowhere/gdn-tar"), records: records,
            system: try Self.system.get(),
            log: Logger(label: "test"))
        try Files.makeDirectories(layout.state, mode: FilePermissions(rawValue: 0o755))
    }

    private func spec(_ uri: String, mapping: UserMapping? = nil) -> RootFSSpec {
        RootFSSpec(image: ImageReference(uri: uri), mapping: mapping)
    }

    @Test("is that folder, and recorded; destroying it touches nothing")
    func raw() async throws {
        let folder = scratch.path.appending("rootfs")
        try Files.makeDirectories(folder.appending("etc"), mode: FilePermissions(rawValue: 0o755))

        let rootFS = try await volumizer.create(handle, spec("raw://\(folder)"))
        try await volumizer.restore(handle)
        try await volumizer.destroy(handle)
        try await volumizer.destroy(handle)

        #expect(rootFS == RootFS(path: folder))
        #expect(records[handle]?.sections[.volume]?["image"] == .string(folder.string))
        #expect(try Files.entries(of: folder) == ["etc"])
        #expect(try Files.entries(of: layout.state) == [])
    }

    @Test("is missed when the folder is gone after a restart")
    func gone() async throws {
        let folder = scratch.path.appending("rootfs")
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))
        _ = try await volumizer.create(handle, spec("raw://\(folder)"))
        try Files.removeTree(folder)

        await #expect(throws: VolumizerError.imageMissing(folder)) { try await volumizer.restore(handle) }
    }

    @Test("cannot be made of what is missing, unsupported, or out of reach, and leaves no record")
    func refused() async throws {
        let closed = scratch.path.appending("closed")
        try Files.makeDirectories(closed.appending("rootfs"), mode: FilePermissions(rawValue: 0o755))
        try Files.setMode(FilePermissions(rawValue: 0o700), of: closed)
        let mapping = try UserMapping.maximus()

        for uri in ["raw://\(scratch.path)/nothing", "/nowhere/at/all", "docker:///busybox", ""] {
            await #expect(throws: VolumizerError.self) { try await volumizer.create(handle, spec(uri)) }
        }
        let unreachable = spec("raw://\(closed)/rootfs", mapping: mapping)
        await #expect(
            throws: VolumizerError.impassable(folder: closed, on: closed.appending("rootfs"), owner: mapping.root)
        ) { try await volumizer.create(handle, unreachable) }

        #expect(records[handle] == nil)
    }

    @Test("restoring a container without one is fine, with a damaged record it is not")
    func records() async throws {
        try await volumizer.restore(handle)
        try await records.store(["scheme": "new"], as: .volume, of: handle)

        await #expect(throws: VolumizerError.self) { try await volumizer.restore(handle) }
    }

    @Test("sweeping and measuring work before anything was made")
    func empty() async throws {
        try await volumizer.sweep(keeping: [])
        try await volumizer.sweep(keeping: [handle])

        let capacity = try await volumizer.capacity()
        #expect(capacity.total >= capacity.schedulable)
        #expect(capacity.schedulable > 0)
    }
}
