import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Files in and out, for people")
struct StreamCommandTests {
    @Test("gdn stream-in and stream-out", arguments: [ServerProcess.ownRuntime])
    func commands(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let file = server.folder.path.appending("site.tar")
            let members = [TarMember("site", .folder), TarMember("site/page", "hello")]
            try Files.write(
                StreamTar.pack(members), to: file, mode: FilePermissions(rawValue: 0o600), durably: false)
            func gdn(_ words: String) async throws -> ProcessResult {
                let line = "\(ServerProcess.program("gdn")) \(words)"
                    .replacing("SOCKET", with: "--socket \(server.socket)").replacing("FILE", with: file.string)
                let output = try await server.command("/bin/sh", ["-c", line])
                return ProcessResult(
                    status: output.status.code, output: String(decoding: output.standardOutput, as: UTF8.self),
                    errors: String(decoding: output.standardError, as: UTF8.self))
            }

            let named = try await gdn("stream-in SOCKET web /srv --user root --archive FILE")
            let piped = try await gdn("stream-in SOCKET web --user alice <FILE")
            let denied = try await gdn("stream-in SOCKET web /root --user alice --archive FILE")
            let missing = try await gdn("stream-out SOCKET web /nowhere")
            let packed = try await server.gdn(["stream-out", "--socket", server.socket.string, "web", "/srv/site/page"])

            #expect(named == ProcessResult(status: 0, output: "", errors: ""))
            #expect(piped == ProcessResult(status: 0, output: "", errors: ""))
            #expect(denied.status == 1 && denied.errors.contains("Permission denied"), "\(denied)")
            #expect(missing.status == 1 && missing.errors.contains("error streaming out: "), "\(missing)")
            #expect(try StreamTar.unpack(packed.standardOutput).map(\.text) == ["hello"])
            #expect(
                try await server.shell("cat /srv/site/page /home/alice/site/page", in: handle) == "hellohello")
            for command in ["stream-in", "stream-out"] {
                let help = try await gdn("\(command) --help")
                #expect(help.status == 0 && help.output.contains("--user"))
            }
        }
    }

    @Test("flags that name programs nobody needs are accepted with a warning")
    func needlessFlags() async throws {
        let server = try ServerProcess()
        let flags = ["--tar-bin", "--nstar-bin", "--dadoo-bin", "--iptables-bin", "--iptables-restore-bin"]

        let output = try await server.gdn(["cleanup"] + server.arguments + flags.flatMap { [$0, "/no/such/program"] })

        #expect(output.status == .exited(0))
        let log = String(decoding: output.standardOutput, as: UTF8.self)
        for flag in flags {
            #expect(
                log.split(separator: "\n").count { $0.contains("guardian.flag.ignored") && $0.contains("\"\(flag)\"") }
                    == 1)
        }
    }

    @Test("curl streams as the handbook says")
    func curl() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let script = """
                cd \(server.folder.path) && echo hello >index.html
                tar -c index.html | curl --silent --unix-socket \(server.socket) --upload-file - \
                    'http://api/containers/web/files?destination=%2Fsrv&user=root'
                curl --silent --unix-socket \(server.socket) \
                    'http://api/containers/web/files?source=%2Fsrv%2Findex.html&user=alice' | tar -t
                curl --silent --unix-socket \(server.socket) --write-out '%{http_code}' \
                    'http://api/containers/web/files?source=%2Fnowhere'
                """

            let output = try await server.command("/bin/bash", ["-c", script])

            let lines = String(decoding: output.standardOutput, as: UTF8.self).split(separator: "\n")
            #expect(lines.prefix(2) == ["{}", "index.html"])
            #expect(lines.dropFirst(2).first?.contains("error streaming out: ") == true, "\(lines)")
            #expect(lines.last == "500")
            #expect(try await server.shell("cat /srv/index.html", in: handle) == "hello\n")
        }
    }
}
