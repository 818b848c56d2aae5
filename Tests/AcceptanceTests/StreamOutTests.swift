import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("Files on their way out of a container")
struct StreamOutTests {
    @Test("bear the folder's name, or with a slash at the end only what is in it", arguments: ServerProcess.runtimes)
    func names(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            for handle in try await server.bothKinds() {
                let script = """
                    mkdir -p /home/alice/site; cd /home/alice/site; echo -n hi >page; chmod 640 page; ln -s page index
                    mkdir empty; chown 1000:1000 . page
                    """
                _ = try await server.shell(script, in: handle)

                let named = try await server.streamOut("/home/alice/site", from: handle)
                let contents = try await server.streamOut("/home/alice/site/", from: handle)
                let single = try await server.streamOut("/home/alice/site/page", from: handle)
                let relative = try await server.streamOut("site/page", as: "alice", from: handle)
                let nothing = try await server.streamOut("/home/alice/site/empty/", from: handle)
                let everything = try await server.streamOut("/etc/", from: handle)

                #expect(Set(named.map(\.name)) == ["site/", "site/page", "site/index", "site/empty/"])
                #expect(Set(contents.map(\.name)) == ["./", "./page", "./index", "./empty/"])
                // Callers take the first member for the file they asked for.
                #expect(single.map(\.name) == ["page"])
                #expect(single.map(\.text) == ["hi"])
                #expect(single.map(\.mode) == [0o640])
                #expect(single.map(\.user) == [1000])
                #expect(relative == single)
                #expect(nothing.map(\.name) == ["./"])
                #expect(everything.contains { $0.name == "./passwd" && $0.text.hasPrefix("root:") })
                #expect(named.first { $0.name == "site/index" }?.target == "page")
            }
        }
    }

    @Test(
        "that are not there, or not for that user, are an error instead of an empty archive",
        arguments: ServerProcess.runtimes)
    func refusals(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            _ = try await server.shell("echo x >/root/secret; chmod 700 /root", in: handle)

            let missing = await server.failure { try await server.streamOut("/no/such/file", from: handle) }
            let denied = await server.failure { try await server.streamOut("/root/secret", as: "alice", from: handle) }
            let unknown = await server.failure { try await server.streamOut("/etc", as: "bob", from: handle) }
            let nothing = await server.failure { try await server.streamOut("", from: handle) }

            #expect(missing.hasPrefix("error streaming out: ") && missing.contains("No such file"), "\(missing)")
            #expect(denied.hasPrefix("error streaming out: ") && denied.contains("Permission denied"), "\(denied)")
            #expect(unknown.hasPrefix("error streaming out: ") && unknown.contains("bob"), "\(unknown)")
            #expect(nothing == "error streaming out: the source is empty; the user's home is '.'")
            #expect(try await server.shell("ls /no 2>/dev/null", in: handle) == "")
        }
    }

    @Test("come back as they went in: extended attributes, capabilities, any image", arguments: ServerProcess.runtimes)
    func roundTrip(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            // One static program and nothing else: no users, no tar.
            let image = server.folder.path.appending("bare")
            try Files.makeDirectory(image, mode: FilePermissions(rawValue: 0o755))
            try Files.write(
                try Files.read("/bin/busybox"), to: image.appending("program"), mode: FilePermissions(rawValue: 0o755),
                durably: false)
            for privileged in [false, true] {
                var spec = ContainerSpec()
                spec.image.uri = image.string
                spec.privileged = privileged
                let handle = try await server.backend.create(spec)
                var member = TarMember("ping", "#!", mode: 0o755)
                member.records["SCHILY.xattr.user.color"] = Array("blue\0\n=".utf8)
                // CAP_NET_RAW, permitted and effective (struct vfs_cap_data, revision 2).
                member.records["SCHILY.xattr.security.capability"] = [
                    1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                ]

                try await server.streamIn([member], to: "/opt", in: handle)

                #expect(try await server.streamOut("/opt/ping", from: handle) == [member])
                let program = try await server.streamOut("/program", from: handle)
                #expect(program.first?.contents == (try Files.read("/bin/busybox")))
            }
        }
    }

    @Test("that cannot all be read break the answer off", arguments: [ServerProcess.ownRuntime])
    func brokenOff(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let script = """
                mkdir /tmp/d; dd if=/dev/zero of=/tmp/d/a bs=1M count=3 2>/dev/null; echo x >/tmp/d/b; chmod 600 /tmp/d/b
                """
            _ = try await server.shell(script, in: handle)
            let archive = try await server.backend.container(handle).streamOut("/tmp/d", as: "alice")
            var count = 0

            await #expect(throws: (any Error).self) {
                while true {
                    let bytes = try await archive.read()
                    if bytes.isEmpty { break }
                    count += bytes.count
                }
            }

            #expect(count >= 3 << 20)
            await archive.close()
            await server.logged("Permission denied", "error streaming out")
        }
    }
}
