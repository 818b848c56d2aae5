import GuardianTestSupport
import SystemPackage
import Testing

@testable import Linux

@Suite("Overlay mounts", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"))
struct OverlayMountTests {
    private let scratch: TemporaryDirectory
    private var folder: FilePath { scratch.path }

    init() throws {
        scratch = try TemporaryDirectory("overlay")
        for name in ["lower", "upper", "work", "target"] {
            try Files.makeDirectory(folder / name, mode: FilePermissions(rawValue: 0o755))
        }
        try Files.write([1], to: folder / "lower/file", mode: .ownerReadWrite, durably: false)
    }

    private func overlay(_ lower: FileDescriptor) -> OverlayMount {
        OverlayMount(lowers: [lower], upper: folder / "upper", work: folder / "work")
    }

    @Test("show a detached, id-mapped layer, also by the way for older kernels", arguments: [false, true])
    func detached(byName: Bool) throws {
        let mapping = try UserMapping.maximus()
        let namespace = try UserNamespace.make(mapping)
        defer { namespace.closeIgnoringErrors() }
        let tree = try Mounts.cloneTree(folder / "lower")
        defer { tree.closeIgnoringErrors() }
        try Mounts.idMap(tree, userNamespace: namespace)
        let target = folder / "target"
        defer { unmount(target) }

        if byName {
            let upper = try Files.openPlace(folder / "upper")
            let work = try Files.openPlace(folder / "work")
            defer { for place in [upper, work] { place.closeIgnoringErrors() } }
            let mount = try Mounts.makeByName(overlay(tree), (upper, work), at: target)
            defer { mount.closeIgnoringErrors() }
            #expect(try !Mounts.isMountPoint(target))
            try Mounts.attach(mount, at: target)
        } else {
            try Mounts.overlay(overlay(tree), at: target)
        }

        #expect(try FileStatus.of(target / "file").owner == mapping.root)
        #expect(try MountTable.current().filter { $0.mountPoint == target }.map(\.type) == ["overlay"])
    }

    @Test("may have layers with paths longer than a page")
    func longPaths() throws {
        var deep = folder / "deep"
        for _ in 0..<15 { deep.append(String(repeating: "x", count: 250)) }
        try Files.makeDirectories(deep, mode: FilePermissions(rawValue: 0o755))
        for name in ["l", "u", "w", "t"] {
            try Files.makeDirectory(deep / name, mode: FilePermissions(rawValue: 0o755))
        }
        let lower = try FileDescriptor.open(deep / "l", .readOnly)
        defer { lower.closeIgnoringErrors() }
        defer { unmount(deep / "t") }

        try Mounts.overlay(OverlayMount(lowers: [lower], upper: deep / "u", work: deep / "w"), at: deep / "t")

        #expect(try Mounts.isMountPoint(deep / "t"))
    }

    @Test("that the kernel refuses are explained by it, and leave nothing")
    func refused() throws {
        let file = try FileDescriptor.open(folder / "lower/file", .readOnly)
        defer { file.closeIgnoringErrors() }

        let error = #expect(throws: LinuxError.self) { try Mounts.overlay(overlay(file), at: folder / "target") }

        #expect(error?.errno == .invalidArgument)
        if try kernelExplains() { #expect(error?.description.contains("is not a directory") == true) }
        #expect(try !Mounts.isMountPoint(folder / "target"))
    }

    @Test("several mounts at one place are all taken off; one in use only lazily")
    func unmounting() throws {
        let target = folder / "target"
        for _ in 0..<3 { try Mounts.bind(folder / "lower", at: target) }
        let file = try FileDescriptor.open(target / "file", .readOnly)
        defer { file.closeIgnoringErrors() }

        let error = #expect(throws: LinuxError.self) { try Mounts.unmount(target) }
        #expect(error?.errno == .resourceBusy)
        try Mounts.unmount(target, lazily: true)

        #expect(try !Mounts.isMountPoint(target))
    }

    /// Older kernels write to their own log only.
    private func kernelExplains() throws -> Bool {
        let release = String(decoding: try Files.read("/proc/sys/kernel/osrelease"), as: UTF8.self)
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        return !numbers.lexicographicallyPrecedes([6, 13])
    }

    private func unmount(_ path: FilePath) {
        do { try Mounts.unmount(path, lazily: true) } catch { Issue.record(error) }
    }
}
