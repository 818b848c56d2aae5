import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Null devices")
struct NullDeviceTests {
    @Test("are at their end, take everything, and leave no file behind")
    func use() throws {
        let folder = try ScratchFolder()

        let device = try NullDevice.make(in: folder.path)

        defer { device.closeIgnoringErrors() }
        #expect(try device.readNow(upTo: 10) == [])
        #expect(try device.writeNow([1, 2, 3]) == 3)
        #expect(try Files.entries(of: folder.path).isEmpty)
    }

    @Test("are nobody else's, the host's least of all", .enabled(if: geteuid() == 0))
    func own() throws {
        let folder = try ScratchFolder()
        let host = try FileStatus.of("/dev/null")
        let device = try NullDevice.make(in: folder.path)
        defer { device.closeIgnoringErrors() }
        try #require(try FileStatus.of(device).inode != host.inode)

        try device.setOwner(FileOwner(user: 1234, group: 5678))

        let status = try FileStatus.of(device)
        #expect(status.owner == FileOwner(user: 1234, group: 5678))
        #expect(status.mode == FilePermissions(rawValue: 0o666))
        #expect(try FileStatus.of("/dev/null") == host)
    }

    @Test("are made in /dev where the folder cannot have any", .enabled(if: geteuid() == 0))
    func withoutDevices() throws {
        // No file can be made there at all.
        let device = try NullDevice.make(in: "/proc")

        defer { device.closeIgnoringErrors() }
        #expect(try device.writeNow([1]) == 1)
        #expect(try FileStatus.of(device).inode != FileStatus.of("/dev/null").inode)
        #expect(try !Files.entries(of: "/dev").contains { $0.hasPrefix(".guardian-null-") })
    }
}
