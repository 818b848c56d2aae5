import Linux
import SystemPackage
import Testing

@Suite("Mounts that are not there")
struct MountsTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test("/proc is a mount point; a folder, a file, and nothing at all are none")
    func isMountPoint() throws {
        #expect(try Mounts.isMountPoint("/proc"))
        #expect(try !Mounts.isMountPoint(scratch.path))
        #expect(try !Mounts.isMountPoint(scratch.path.appending("nothing")))
        #expect(try !Mounts.isMountPoint("/proc/self/status/below"))
    }

    @Test("unmounting them is fine", arguments: [true, false])
    func unmount(lazily: Bool) throws {
        try Mounts.unmount(scratch.path, lazily: lazily)
        try Mounts.unmount(scratch.path.appending("nothing"), lazily: lazily)
    }
}
