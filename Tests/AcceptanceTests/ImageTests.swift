import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Images that are tar archives, through the API")
struct ImageTests {
    @Test(
        "make containers that share what was unpacked", arguments: ServerProcess.runtimes,
        [nil, "gzip", "zstd"])
    func life(runtime: String, compressor: String?) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let archive = try await pack(server, with: compressor)
            var spec = ContainerSpec(handle: "first")
            spec.image.uri = archive.string
            let first = try await backend.create(spec)
            spec.handle = "mighty"
            (spec.image.uri, spec.privileged) = ("file://\(archive)", true)
            let mighty = try await backend.create(spec)

            let script = "id -u; stat -c %u:%g /bin/busybox /home/alice; echo mine > /etc/passwd"
            let inside = try await backend.run("sh", ["-c", script], in: first)
            let untouched = try await backend.run("grep", ["-c", "root", "/etc/passwd"], in: mighty)

            #expect(inside == ProcessResult(status: 0, output: "0\n0:0\n1000:1000\n", errors: ""))
            #expect(untouched.output == "1\n")
            #expect(try unpacked(server).count == 1)
            for handle in [first, mighty] {
                let disk = try await backend.container(handle).metrics().disk
                // Busybox alone is larger; how much was written is counted in the background.
                #expect(disk.totalBytes - disk.exclusiveBytes > 1 << 20)
                #expect(disk.totalInodes - disk.exclusiveInodes == (try TreeSize.of(server.image).inodes))
                #expect(disk.exclusiveInodes > 0)
            }
        }
    }

    @Test("may be the default one, and outlive their archive and the server", arguments: [ServerProcess.ownRuntime])
    func standard(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        let archive = try await pack(server, with: "gzip")
        let flags = ["--default-rootfs", archive.string]
        let first = try await server.start(flags: flags)
        let handle = try await server.backend.create(ContainerSpec(handle: "kept"))

        _ = try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)
        let second = try await server.start(flags: flags)
        let output = try await server.backend.run("stat", ["-c", "%u", "/bin/busybox"], in: handle).output
        try await server.backend.destroy(handle)
        _ = try PIDDescriptor.send(.kill, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        let third = try await server.start(flags: flags)
        let kept = try unpacked(server)

        #expect(output == "0\n")
        #expect(kept.count == 1)
        _ = try PIDDescriptor.send(.terminate, to: third.pidfd)
        _ = try await server.system.exitStatus(of: third)
        try await server.cleanUp()
        #expect(try unpacked(server) == [])
    }

    @Test("that cannot be used are the client's mistake, and named", arguments: [ServerProcess.ownRuntime])
    func refused(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let whole = try await pack(server, with: "gzip")
            let cut = server.folder.path.appending("cut.tar.gz")
            try Files.write(
                Array(try Files.read(whole).prefix(100_000)), to: cut, mode: .ownerReadWrite, durably: false)

            for uri in [cut.string, "/etc/passwd", "/dev/null", "/no/such/file"] {
                var spec = ContainerSpec(handle: "a")
                spec.image.uri = uri
                let request = spec
                let error = await #expect(throws: GardenError.self) { try await server.backend.create(request) }
                #expect(error?.description.contains(uri) == true, "\(String(describing: error))")
            }

            #expect(try unpacked(server) == [])
            #expect(try await server.backend.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
        }
    }

    private func pack(_ server: ServerProcess, with compressor: String?) async throws -> FilePath {
        let archive = server.folder.path.appending("image.tar")
        let options = compressor.map { ["--use-compress-program=\($0)"] } ?? []
        let output = try await server.command(
            "/usr/bin/tar",
            ["--create", "--numeric-owner"] + options
                + ["--file", archive.string, "--directory", server.image.string, "."])
        #expect(output.status == .exited(0), "\(String(decoding: output.standardError, as: UTF8.self))")
        return archive
    }

    private func unpacked(_ server: ServerProcess) throws -> [String] {
        let folder = server.folder.path.appending("depot.state").appending("images")
        return Files.exists(folder) ? try Files.entries(of: folder).filter { !$0.hasPrefix("size-") } : []
    }
}
