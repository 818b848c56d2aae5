import CGuardian
import Garden
import Glibc
import Guardian
import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing
import Volumizer

@Suite("Images that are tar archives", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"))
struct TarImageTests {
    private let handle: Handle

    init() throws { handle = try Handle("web") }

    @Test(
        "are root file systems, plain or compressed, for containers with and without a user namespace",
        arguments: [nil, "gzip", "zstd"], [OwnerShift.idMapped, .copied])
    func formats(compressor: String?, ownerShift: OwnerShift) async throws {
        try await VolumeSandbox.use { sandbox in
            let archive = try await sandbox.pack(sandbox.image, with: compressor)
            let volumizer = sandbox.volumizer(ownerShift)

            let rootFS = try await volumizer.create(handle, sandbox.spec(archive))
            let privileged = try await volumizer.create(
                try Handle("mighty"), sandbox.spec(archive, privileged: true))
            let lines = try await sandbox.inside(
                rootFS, "echo mine > /new; stat -c '%n %u:%g %a' / /bin/busybox /home/alice /etc/passwd /new")

            #expect(
                lines == [
                    "/ 0:0 755", "/bin/busybox 0:0 755", "/home/alice 1000:1000 755", "/etc/passwd 0:0 644",
                    "/new 0:0 644",
                ])
            #expect(try FileStatus.of(rootFS.path / "bin/busybox").owner == sandbox.mapping.root)
            #expect(try FileStatus.of(privileged.path / "bin/busybox").owner == .root)
            #expect(try Files.read(privileged.path / "bin/busybox") == Files.read("/bin/busybox"))
            #expect(!Files.exists(privileged.path / "new"))
            #expect(try sandbox.unpacked().count == 1)
        }
    }

    @Test("are unpacked once, even when ten containers want one at once; all of them share the files")
    func shared() async throws {
        try await VolumeSandbox.use { sandbox in
            let archive = try await sandbox.pack(sandbox.image, with: "gzip")
            let volumizer = sandbox.volumizer()

            let volumes = try await withThrowingTaskGroup(of: RootFS.self) { group in
                for number in 1...10 {
                    group.addTask {
                        try await volumizer.create(
                            try Handle("c\(number)"), sandbox.spec(archive, privileged: number % 2 == 0))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            let image = try #require(try sandbox.unpacked().first)
            #expect(try sandbox.unpacked() == [image])
            #expect(try sandbox.copies() == [])
            let inode = try FileStatus.of(image / "rootfs/bin/busybox").inode
            for volume in volumes { #expect(try FileStatus.of(volume.path / "bin/busybox").inode == inode) }
            for number in 1...10 {
                let section = sandbox.records[try Handle("c\(number)")]?.sections[.volume]
                #expect(section?["image"] == .string(archive.string))
                #expect(section?["lower"] == .string((image / "rootfs").string))
            }
        }
    }

    @Test("are unpacked anew when the file has changed, while containers of the old one go on")
    func changed() async throws {
        try await VolumeSandbox.use { sandbox in
            let volumizer = sandbox.volumizer()
            let old = try await volumizer.create(handle, sandbox.spec(try await sandbox.pack(sandbox.image)))
            try Files.makeDirectory(sandbox.image / "added", mode: FilePermissions(rawValue: 0o755))
            let archive = try await sandbox.pack(sandbox.image)

            let new = try await volumizer.create(try Handle("new"), sandbox.spec(archive))

            #expect(Files.exists(new.path / "added"))
            #expect(!Files.exists(old.path / "added"))
            #expect(try sandbox.unpacked().count == 2)
        }
    }

    @Test("keep set-user-id bits, links, capabilities and other attributes")
    func attributes() async throws {
        try await VolumeSandbox.use { sandbox in
            let program = sandbox.image / "bin/busybox"
            try await sandbox.host(["/sbin/setcap", "cap_net_bind_service=ep", program.string])
            try await sandbox.host(["/usr/bin/chmod", "4755", program.string])
            let group = try FileDescriptor.open(sandbox.image / "etc/group", .readOnly)
            defer { group.closeIgnoringErrors() }
            #expect(cg_set_attribute(group.rawValue, "user.color", "blue", 4) == 0)
            #expect(link(program.string, (sandbox.image / "bin/twin").string) == 0)
            let archive = try await sandbox.pack(sandbox.image)

            let rootFS = try await sandbox.volumizer().create(handle, sandbox.spec(archive, privileged: true))

            let busybox = try FileStatus.of(rootFS.path / "bin/busybox")
            #expect(busybox.mode.rawValue == 0o4755)
            #expect(try FileStatus.of(rootFS.path / "bin/twin").inode == busybox.inode)
            #expect(try attribute("security.capability", of: rootFS.path / "bin/busybox").count == 20)
            #expect(try attribute("user.color", of: rootFS.path / "etc/group") == Array("blue".utf8))
        }
    }

    private func attribute(_ name: String, of path: FilePath) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .readOnly)
        defer { file.closeIgnoringErrors() }
        var value = [UInt8](repeating: 0, count: 100)
        let count = cg_attribute_value(file.rawValue, name, &value, value.count)
        guard count >= 0 else { throw Errno(rawValue: Int32(-count)) }
        return Array(value.prefix(count))
    }

    @Test("may have device nodes, which do nothing in an unprivileged container")
    func devices() async throws {
        try await VolumeSandbox.use { sandbox in
            try DeviceNodes.makeNull(at: sandbox.image / "null")
            let archive = try await sandbox.pack(sandbox.image)

            let rootFS = try await sandbox.volumizer().create(handle, sandbox.spec(archive))
            let lines = try await sandbox.inside(rootFS, "cat /null 2>/dev/null && echo opened || echo refused")

            #expect(lines == ["refused"])
        }
    }

    @Test("are out of reach for the host's other users")
    func reach() async throws {
        try await VolumeSandbox.use { sandbox in
            _ = try await sandbox.volumizer().create(handle, sandbox.spec(try await sandbox.pack(sandbox.image)))

            #expect(try FileStatus.of(sandbox.layout.images).mode.rawValue == 0o700)
            #expect(try FileStatus.of(sandbox.layout.images).owner == .root)
        }
    }

    @Test("that are none are refused with the reason, at once, and leave nothing")
    func refused() async throws {
        try await VolumeSandbox.use { sandbox in
            let whole = try await sandbox.pack(sandbox.image, with: "gzip")
            let bytes = try Files.read(whole)
            func file(_ name: String, _ bytes: [UInt8]) throws -> FilePath {
                let path = sandbox.scratch / name
                try Files.write(bytes, to: path, mode: .ownerReadWrite, durably: false)
                return path
            }
            try Files.makeDirectory(sandbox.scratch / "nothing", mode: FilePermissions(rawValue: 0o755))
            #expect(mkfifo((sandbox.scratch / "pipe").string, 0o644) == 0)
            try DeviceNodes.makeNull(at: sandbox.scratch / "device")
            let text = try file("text", Array("this is no archive, however long it may be\n".utf8))
            let cut = try file("cut.tar.gz", Array(bytes.prefix(bytes.count / 2)))
            let bzip = try file("image.tar.bz2", Array("BZh91AY&SY".utf8) + [UInt8](repeating: 7, count: 600))
            let none = try file("none", [])
            let zeros = try file("zeros.tar", [UInt8](repeating: 0, count: 1024))
            let volumizer = sandbox.volumizer()

            for path in [text, cut, bzip, none, zeros, sandbox.scratch / "pipe", sandbox.scratch / "device"] {
                let error = await #expect(throws: VolumizerError.self, "\(path)") {
                    try await volumizer.create(handle, sandbox.spec(path))
                }
                let told = try #require(error?.gardenError)
                guard case .invalidRequest(let text) = told else {
                    Issue.record("\(path): \(told)")
                    continue
                }
                #expect(text.contains(path.string))
            }

            #expect(sandbox.records[handle] == nil)
            #expect(try sandbox.unpacked() == [])
            #expect(!Files.exists(sandbox.layout.volumes / handle.value))
        }
    }

    @Test("whose unpacking was killed half-way leave what the next start sweeps away")
    func killed() async throws {
        try await VolumeSandbox.use { sandbox in
            let archive = try await sandbox.pack(sandbox.image)
            let half = sandbox.scratch / "half"
            let script = "#!/bin/sh\necho half > $2/half\nkill -9 $$\n"
            try Files.write(Array(script.utf8), to: half, mode: .ownerReadWriteExecute, durably: false)
            // What a server leaves that is killed itself.
            let rest = sandbox.layout.images / ".new-killed/rootfs"
            try Files.makeDirectories(rest, mode: .ownerReadWriteExecute)

            await #expect(throws: VolumizerError.self) {
                try await sandbox.volumizer(archiver: half).create(handle, sandbox.spec(archive))
            }
            #expect(try Files.entries(of: sandbox.layout.images) == [".new-killed"])
            try await sandbox.volumizer().sweep(keeping: [])
            #expect(try Files.entries(of: sandbox.layout.images) == [])
            _ = try await sandbox.volumizer().create(handle, sandbox.spec(archive))

            #expect(try sandbox.unpacked().count == 1)
        }
    }

    @Test("stay unpacked as long as a container uses them, and the default one as long as it is that")
    func sweep() async throws {
        try await VolumeSandbox.use { sandbox in
            let (used, standard) = (try await sandbox.pack(sandbox.image, "used"), sandbox.scratch / "standard")
            try await sandbox.host(["/usr/bin/cp", used.string, standard.string])
            let unused = try await sandbox.pack(sandbox.image, "unused")
            for (name, archive) in [("used", used), ("standard", standard), ("unused", unused)] {
                _ = try await sandbox.volumizer(.copied).create(try Handle(name), sandbox.spec(archive))
            }
            #expect(try sandbox.unpacked().count == 3)
            #expect(try sandbox.copies().count == 3)

            try await sandbox.volumizer(defaultRootFS: standard.string).sweep(keeping: [try Handle("used")])
            #expect(try sandbox.unpacked().count == 2)
            #expect(try sandbox.copies().count == 1)
            try await sandbox.volumizer(defaultRootFS: unused.string).sweep(keeping: [try Handle("used")])

            #expect(try sandbox.unpacked().count == 1)
        }
    }

    @Test("are mounted again after a start of the host, with what was written")
    func remounted() async throws {
        try await VolumeSandbox.use { sandbox in
            let archive = try await sandbox.pack(sandbox.image)
            let rootFS = try await sandbox.volumizer().create(handle, sandbox.spec(archive))
            try Files.write([7], to: rootFS.path / "kept", mode: .ownerReadWrite, durably: false)
            // Lazily: a child that another test is just starting may hold the written file for a moment.
            try Mounts.unmount(rootFS.path, lazily: true)
            // What was made of it does not need it any more.
            try Files.remove(archive)

            try await sandbox.volumizer().restore(handle)

            #expect(try Files.read(rootFS.path / "kept") == [7])
            #expect(try FileStatus.of(rootFS.path / "etc/passwd").owner == sandbox.mapping.root)
        }
    }
}
