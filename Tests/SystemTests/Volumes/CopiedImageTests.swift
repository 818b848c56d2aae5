import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing
import Volumizer

@Suite("Copies of images", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"))
struct CopiedImageTests {
    @Test("are made once, even when 20 containers want one at once")
    func once() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer(.copied)

            let volumes = try await withThrowingTaskGroup(of: RootFS.self) { group in
                for number in 1...20 {
                    group.addTask { try await volumizer.create(try Handle("c\(number)"), sandbox.spec()) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(Set(volumes).count == 20)
            #expect(try sandbox.mounts().count == 20)
            #expect(try sandbox.copies().count == 1)
            let copy = try #require(try sandbox.copies().first)
            for number in 1...20 {
                let lower = sandbox.records[try Handle("c\(number)")]?.sections[.volume]?["lower"]
                #expect(lower == .string(copy.string))
            }
        }
    }

    @Test("are used again until the image changes")
    func reused() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer(.copied)
            _ = try await volumizer.create(try Handle("first"), sandbox.spec())
            let copy = try #require(try sandbox.copies().first)
            let inode = try FileStatus.of(copy).inode

            _ = try await sandbox.volumizer(.copied).create(try Handle("second"), sandbox.spec())
            #expect(try FileStatus.of(copy).inode == inode)
            try Files.makeDirectory(sandbox.image / "new", mode: FilePermissions(rawValue: 0o755))
            let rootFS = try await volumizer.create(try Handle("third"), sandbox.spec())

            #expect(Files.exists(rootFS.path / "new"))
            #expect(try sandbox.copies().count == 2)
        }
    }

    @Test("are out of reach for the host's other users, and leave out what is mounted in the image")
    func contents() async throws {
        try await VolumeSandbox.use { sandbox in
            try Files.write([1], to: sandbox.scratch / "outside", mode: .ownerReadWrite, durably: false)
            try Mounts.bind(sandbox.scratch, at: sandbox.image / "tmp")
            defer { do { try Mounts.unmount(sandbox.image / "tmp") } catch { Issue.record(error) } }

            let rootFS = try await sandbox.volumizer(.copied).create(try Handle("web"), sandbox.spec())

            #expect(try Files.entries(of: rootFS.path / "tmp") == [])
            #expect(try FileStatus.of(sandbox.layout.images).mode.rawValue == 0o700)
        }
    }

    @Test("that cannot be made leave nothing, and the next attempt succeeds")
    func failure() async throws {
        try await VolumeSandbox.use { sandbox in
            try Files.write([], to: sandbox.layout.images, mode: .ownerReadWrite, durably: false)
            let volumizer = sandbox.volumizer(.copied)

            await #expect(throws: LinuxError.self) { try await volumizer.create(try Handle("web"), sandbox.spec()) }
            try Files.remove(sandbox.layout.images)
            _ = try await volumizer.create(try Handle("web"), sandbox.spec())

            #expect(try sandbox.copies().count == 1)
        }
    }
}
