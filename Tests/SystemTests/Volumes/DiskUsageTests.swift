import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing
import Volumizer

/// These hold on every file system. To see them with figures of the kernel, run them where /tmp is an ext4 or XFS file
/// system that counts by project (`mkfs.ext4 -O quota,project -E quotatype=prjquota`, `mount -o prjquota`).
@Suite(
    "The disk usage of volumes", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"), .timeLimit(.minutes(2)))
struct DiskUsageTests {
    private let handle: Handle

    init() throws { handle = try Handle("web") }

    /// Whether the kernel counts for a container's volume.
    private func isCountedByKernel(_ sandbox: VolumeSandbox) -> Bool {
        sandbox.records[handle]?.sections[.volume]?["project"]?.isNull == false
    }

    @Test("of a new one is a few folders, and the image from the first request on if it was unpacked")
    func new() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            let archive = try await sandbox.pack(sandbox.image)
            _ = try await volumizer.create(handle, sandbox.spec(archive))

            let usage = try await volumizer.usage(of: handle)

            // The upper and the work folder, and those that the kernel makes in that.
            #expect((2...4).contains(usage.exclusiveInodes))
            #expect(usage.exclusiveBytes <= 1 << 16)
            let busybox = try Files.read("/bin/busybox").count
            #expect(usage.totalBytes - usage.exclusiveBytes > UInt64(busybox))
            #expect(usage.totalBytes - usage.exclusiveBytes < UInt64(busybox) + 1 << 20)
            #expect(usage.totalInodes - usage.exclusiveInodes == (try TreeSize.of(sandbox.image).inodes))
        }
    }

    @Test("of an image that is a folder is known soon, and by the next server at once")
    func folder() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            _ = try await volumizer.create(handle, sandbox.spec())
            let size = try TreeSize.of(sandbox.image)

            var usage = try await volumizer.usage(of: handle)
            while usage.totalInodes == usage.exclusiveInodes { usage = try await volumizer.usage(of: handle) }
            #expect(usage.totalBytes - usage.exclusiveBytes == size.bytes)
            #expect(usage.totalInodes - usage.exclusiveInodes == size.inodes)
            let next = sandbox.volumizer()
            try await next.restore(handle)
            let second = try await next.usage(of: handle)

            #expect(second.totalBytes - second.exclusiveBytes == size.bytes)
        }
    }

    @Test("is what was written: at once where the kernel counts, and for the next server else")
    func written() async throws {
        try await VolumeSandbox.use { sandbox in
            let first = sandbox.volumizer()
            let rootFS = try await first.create(handle, sandbox.spec())
            let before = try await first.usage(of: handle)
            _ = try await sandbox.inside(
                rootFS,
                "seq 700000 > /big; mkdir /d; touch /d/1 /d/2; chmod 600 /etc/passwd")
            try await sandbox.host(["/usr/bin/sync", "--file-system", rootFS.path.string])

            // A figure of this server is not old yet.
            let immediately = try await first.usage(of: handle)
            let next = sandbox.volumizer()
            try await next.restore(handle)
            var after = try await next.usage(of: handle)
            while after.exclusiveInodes <= before.exclusiveInodes { after = try await next.usage(of: handle) }

            let expected = isCountedByKernel(sandbox) ? after : before
            #expect(immediately.exclusiveBytes == expected.exclusiveBytes)
            #expect(immediately.exclusiveInodes == expected.exclusiveInodes)
            // Four new ones, and copies of a file and of the folder it is in.
            #expect(after.exclusiveInodes == before.exclusiveInodes + 6)
            #expect(after.exclusiveBytes >= before.exclusiveBytes + 4 << 20)
            #expect(after.exclusiveBytes <= before.exclusiveBytes + 5 << 20)
        }
    }

    @Test("costs a request nothing, however many files there are")
    func manyFiles() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            let rootFS = try await volumizer.create(handle, sandbox.spec())
            let before = try await volumizer.usage(of: handle)
            _ = try await sandbox.inside(rootFS, "mkdir /many; cd /many; seq 20000 | busybox xargs touch")

            for _ in 0..<100 {
                let usage = try await volumizer.usage(of: handle)
                // Nobody but the kernel looks at them, unless making them took long enough for a figure to grow old.
                let written = usage.exclusiveInodes - before.exclusiveInodes
                #expect(written == 20001 || written == 0 && !isCountedByKernel(sandbox))
            }
        }
    }

    @Test("is nothing for a folder that is used as it is, and for a container that is gone")
    func none() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            let spec = RootFSSpec(image: ImageReference(uri: "raw://\(sandbox.image)"), mapping: nil)
            _ = try await volumizer.create(handle, spec)
            #expect(try await volumizer.usage(of: handle) == DiskMetrics())
            #expect(try await volumizer.usage(of: try Handle("never-made")) == DiskMetrics())

            _ = try await volumizer.create(handle, sandbox.spec())
            #expect(try await volumizer.usage(of: handle) != DiskMetrics())
            try await volumizer.destroy(handle)

            #expect(try await volumizer.usage(of: handle) == DiskMetrics())
        }
    }
}
