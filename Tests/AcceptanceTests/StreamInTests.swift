import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("Files on their way into a container")
struct StreamInTests {
    @Test("belong to the user, below the home or where they are told", arguments: ServerProcess.runtimes)
    func owners(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            for handle in try await server.bothKinds() {
                let members = [
                    TarMember("bin", .folder, mode: 0o750), TarMember("bin/run", "hello", mode: 0o755, user: 77),
                    TarMember("bin/link", .symbolicLink, to: "run"), TarMember("private", "secret", mode: 0o600),
                ]

                try await server.streamIn(members, to: "/srv/new/place", in: handle)
                try await server.streamIn(members, to: "inbox/deep/", as: "alice", in: handle)
                try await server.streamIn([TarMember("here")], to: ".", as: "alice", in: handle)
                try await server.streamIn([TarMember("top")], to: "/", in: handle)

                let script = """
                    stat -c '%n %a %u:%g' /srv/new /srv/new/place/bin /srv/new/place/bin/run /srv/new/place/private
                    cd /home/alice; stat -c '%n %a %u:%g' . inbox inbox/deep inbox/deep/bin/run inbox/deep/private here
                    stat -c '%N' inbox/deep/bin/link; cat inbox/deep/bin/link; stat -c %u:%g /top
                    """
                let expected = """
                    /srv/new 755 0:0
                    /srv/new/place/bin 750 0:0
                    /srv/new/place/bin/run 755 0:0
                    /srv/new/place/private 600 0:0
                    . 755 1000:1000
                    inbox 755 1000:1000
                    inbox/deep 755 1000:1000
                    inbox/deep/bin/run 755 1000:1000
                    inbox/deep/private 600 1000:1000
                    here 644 1000:1000
                    'inbox/deep/bin/link' -> 'run'
                    hello0:0

                    """
                #expect(try await server.shell(script, in: handle) == expected)
            }
        }
    }

    @Test(
        "that cannot get there are refused with the reason, and the next ones are not",
        arguments: ServerProcess.runtimes)
    func refusals(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let members = [TarMember("file", "text")]
            let whole = StreamTar.pack(members)
            let large = ZerosArchive("file", megabytes: 4096)
            let container = try await server.backend.container(handle)

            let denied = await server.failure {
                try await server.streamIn(members, to: "/root", as: "alice", in: handle)
            }
            let deniedEarly = await server.failure { try await container.streamIn(large, to: "/root", as: "alice") }
            let unknown = await server.failure { try await server.streamIn(members, to: "/tmp", as: "bob", in: handle) }
            let nowhere = await server.failure { try await server.streamIn(members, to: "", in: handle) }
            let noFolder = await server.failure { try await server.streamIn(members, to: "/etc/passwd/x", in: handle) }
            let garbage = await server.failure {
                try await server.streamIn(bytes: Array(repeating: 65, count: 5000), to: "/tmp", in: handle)
            }
            let cut = await server.failure {
                try await server.streamIn(bytes: Array(whole.prefix(514)), to: "/tmp", in: handle)
            }

            #expect(denied.hasPrefix("error streaming in: ") && denied.contains("Permission denied"), "\(denied)")
            #expect(denied.contains("/root/file"), "\(denied)")
            #expect(deniedEarly == denied)
            #expect(unknown.hasPrefix("error streaming in: ") && unknown.contains("bob"), "\(unknown)")
            #expect(nowhere == "error streaming in: the destination is empty; the user's home is '.'")
            #expect(noFolder.hasPrefix("error streaming in: ") && noFolder.contains("Not a directory"), "\(noFolder)")
            #expect(garbage.hasPrefix("error streaming in: "), "\(garbage)")
            #expect(cut.hasPrefix("error streaming in: "), "\(cut)")
            // A path that the kernel does not take at once: whether it works is the archiver's matter.
            do {
                try await server.streamIn(members, to: String(repeating: "ab/", count: 5461), in: handle)
            } catch {
                #expect("\(error)".hasPrefix("error streaming in: "), "\(error)")
            }
            try await server.streamIn(members, to: "/tmp", in: handle)
            #expect(try await server.shell("cat /tmp/file", in: handle) == "text")
            #expect(try server.archivers().isEmpty)
        }
    }

    @Test("whose client breaks off are an error, never a short success", arguments: ServerProcess.runtimes)
    func brokenOff(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let container = try await server.backend.container(handle)
            let source = FakeByteSource()
            // All that would be unpacked is there; only the end is not.
            source.write(Array(StreamTar.pack([TarMember("file", "text")]).dropLast(512)))
            let streaming = Task { try await container.streamIn(source, to: "/tmp/half", as: "") }
            try await server.untilArchivers(1)

            source.fail(GardenError.failed("the disk of the client broke"))

            await #expect(throws: GardenError.failed("the disk of the client broke")) { try await streaming.value }
            await server.logged("the body of the request broke off")
            try await server.untilArchivers(0)
            try await server.streamIn([TarMember("file", "whole")], to: "/tmp/half", in: handle)
            #expect(try await server.shell("cat /tmp/half/file", in: handle) == "whole")
        }
    }

    @Test("cannot leave their destination: the host, other containers and the rest of this one stay as they are")
    func hostile() async throws {
        try await ServerProcess.serving { server in
            let victim = try await server.backend.create(ContainerSpec(handle: "victim"))
            for handle in try await server.bothKinds() {
                let evil = "evil-\(server.tag)"
                let up = String(repeating: "../", count: 12)
                let archives = [
                    [TarMember("\(up)tmp/\(evil)", "boo")],
                    [TarMember("x/../../../../tmp/\(evil)", "boo")],
                    [TarMember("up", .symbolicLink, to: up), TarMember("up/tmp/\(evil)", "boo")],
                    [TarMember("top", .symbolicLink, to: "/"), TarMember("top/tmp/\(evil)", "boo")],
                    [TarMember("out", .symbolicLink, to: "/tmp/\(evil)"), TarMember("out", "boo")],
                    [TarMember("passwd", .hardLink, to: "\(up)etc/passwd"), TarMember("passwd", "boo")],
                    [TarMember("passwd", .hardLink, to: "/etc/passwd"), TarMember("passwd", "boo")],
                ]

                for (number, members) in archives.enumerated() {
                    // Refused or led elsewhere below the destination: both are fine.
                    do {
                        try await server.streamIn(members, to: "/srv/\(number)", in: handle)
                    } catch {
                        #expect("\(error)".hasPrefix("error streaming in: "), "\(error)")
                    }
                }

                #expect(!Files.exists(FilePath("/tmp/\(evil)")))
                for container in [handle, victim] {
                    let script = "test ! -e /tmp/\(evil) && grep -c root /etc/passwd"
                    #expect(try await server.shell(script, in: container) == "1\n")
                }
                #expect(String(decoding: try Files.read("/etc/passwd"), as: UTF8.self).hasPrefix("root:"))
            }
        }
    }
}
