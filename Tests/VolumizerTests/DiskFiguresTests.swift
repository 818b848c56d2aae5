import Garden
import GuardianTestSupport
import Linux
import LinuxAsync
import Logging
import SystemPackage
import Testing

@testable import Volumizer

@Suite("The figures of disk usage", .timeLimit(.minutes(1)))
struct DiskFiguresTests {
    private static let system = Result { try AsyncSystem.start() }

    private let scratch: TemporaryDirectory
    private let kernel = FakeProjects()
    private let measured = Recorder<FilePath>()
    private let handle: Handle
    private let volume: OverlayVolume

    init() throws {
        scratch = try TemporaryDirectory("figures")
        handle = try Handle("web")
        volume = OverlayVolume(folder: scratch.path.appending("web"))
        for path in [volume.upper, volume.work] { try Files.makeDirectories(path, mode: .ownerReadWriteExecute) }
    }

    /// Figures that count with a size that stands for each folder, and record which ones were counted.
    private func figures(_ sizes: [FilePath: TreeSize] = [:]) throws -> DiskFigures {
        let start = ContinuousClock.now
        var means = DiskFigures.Means()
        means.measure = { [measured] path in
            measured.record(path)
            return sizes[path] ?? TreeSize()
        }
        // Time stands still.
        means.timing = DiskFigures.Counts.Timing(now: { start }, rest: { _ in })
        return DiskFigures(
            projects: VolumeProjects(folder: scratch.path, kernel: kernel), system: try Self.system.get(),
            log: Logger(label: "test"), means: means)
    }

    private func plan(size: FilePath? = nil, project: UInt32? = nil) -> OverlayPlan {
        OverlayPlan(image: "/image", lower: "/image", owners: .unchanged, size: size, project: project)
    }

    @Test("of a new volume are known at once, and asking does not look at a single file")
    func unwalked() async throws {
        let figures = try figures()
        figures.begin(handle, volume, plan(), isNew: true)
        let before = await figures.metrics(of: handle)
        for number in 0..<20_000 {
            try FileDescriptor.open(
                volume.upper.appending("\(number)"), .writeOnly, options: .create, permissions: .ownerReadWrite
            ).close()
        }

        for _ in 0..<1000 { #expect(await figures.metrics(of: handle) == before) }

        #expect(before.exclusiveInodes == 2)
        #expect(measured.entries == [])
    }

    @Test("add what is known of the image: from its file, without counting")
    func image() async throws {
        let file = scratch.path.appending("size.json")
        try StoredSize(path: "/image", size: TreeSize(bytes: 1 << 20, inodes: 100)).write(to: file, durably: false)
        let figures = try figures()

        figures.begin(handle, volume, plan(size: file), isNew: true)
        let metrics = await figures.metrics(of: handle)

        #expect(metrics.totalBytes - metrics.exclusiveBytes == 1 << 20)
        #expect(metrics.totalInodes - metrics.exclusiveInodes == 100)
        #expect(measured.entries == [])
    }

    @Test("of an image that nobody has counted are counted in the background, once, and kept for the next server")
    func imageCounted() async throws {
        let file = scratch.path.appending("images").appending("size.json")
        let size = TreeSize(bytes: 5 << 20, inodes: 7)
        let figures = try figures(["/image": size])
        for name in ["a", "b", "c"] {
            figures.begin(try Handle(name), volume, plan(size: file), isNew: true)
        }

        await measured.wait { $0.contains("/image") }
        while StoredSize.read(file) == nil { await Task.yield() }
        while await figures.metrics(of: try Handle("c")).totalInodes < 7 { await Task.yield() }

        #expect(StoredSize.read(file) == size)
        #expect(measured.entries == ["/image"])
    }

    @Test("of a volume of an earlier server are its last ones, until they have been counted")
    func restored() async throws {
        try StoredSize(path: volume.upper, size: TreeSize(bytes: 1, inodes: 9)).write(
            to: volume.lastSize, durably: false)
        let figures = try figures([
            volume.upper: TreeSize(bytes: 2, inodes: 30), volume.work: TreeSize(bytes: 1, inodes: 1),
        ])
        figures.begin(handle, volume, plan(), isNew: false)

        let first = await figures.metrics(of: handle)
        await measured.wait { $0.contains(volume.work) }
        while await figures.metrics(of: handle).exclusiveInodes == 9 { await Task.yield() }

        #expect(first.exclusiveInodes == 9)
        #expect(await figures.metrics(of: handle).exclusiveBytes == 3)
        #expect(await figures.metrics(of: handle).totalInodes == 31)
        #expect(StoredSize.read(volume.lastSize) == TreeSize(bytes: 3, inodes: 31))
        #expect(measured.entries == [volume.upper, volume.work])
    }

    @Test("are the kernel's where it counts; if it does not any more, they are counted")
    func projects() async throws {
        let figures = try figures([volume.upper: TreeSize(bytes: 8, inodes: 8)])
        figures.begin(handle, volume, plan(project: 77), isNew: false)
        kernel.answer { project in TreeSize(bytes: UInt64(project), inodes: 5) }

        let metrics = await figures.metrics(of: handle)
        #expect(metrics.exclusiveBytes == 77)
        #expect(metrics.exclusiveInodes == 5)
        #expect(measured.entries == [])
        kernel.answer { _ in throw LinuxError.unusable("no quota") }
        #expect(await figures.metrics(of: handle).exclusiveBytes == 0)
        while await figures.metrics(of: handle).exclusiveBytes == 0 { await Task.yield() }

        #expect(await figures.metrics(of: handle).exclusiveBytes == 8)
    }

    @Test("of a container without a volume, or with one no more, are zeros")
    func nothing() async throws {
        let figures = try figures()
        #expect(await figures.metrics(of: handle) == DiskMetrics())

        figures.begin(handle, volume, plan(), isNew: true)
        #expect(figures.knows(handle))
        figures.forget(handle)

        #expect(!figures.knows(handle))
        #expect(await figures.metrics(of: handle) == DiskMetrics())
    }
}
