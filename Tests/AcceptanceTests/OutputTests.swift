import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("The output of processes")
struct OutputTests {
    @Test("arrives complete, however much it is", arguments: ServerProcess.runtimes)
    func much(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            let script = """
                dd if=/dev/urandom of=/tmp/data bs=1M count=64 2>/dev/null
                busybox sha256sum </tmp/data >&2
                cat /tmp/data
                """
            let process = try await server.startShell(script, in: handle)
            let file = server.folder.path.appending("copy")

            async let sum = ClientStream(process.standardError).rest()
            let count = try await ClientStream(process.standardOutput).copy(to: file)

            #expect(try await process.wait() == 0)
            #expect(count == 64 << 20)
            #expect(try await server.host("sha256sum", [file.string]).prefix(64) == sum.prefix(64))
        }
    }

    @Test("is held up by no client that reads nothing, of another process or the same", .timeLimit(.minutes(2)))
    func stalled() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec())
            // Nobody reads what these two write.
            let (other, same) = (
                try await server.startShell("yes", in: handle),
                try await server.startShell("read line; seq 1 1500000", in: handle)
            )
            let reader = try await server.backend.container(handle).attach(same.id)
            try await same.writeStandardInput(Array("\n".utf8))

            let text = try await ClientStream(reader.standardOutput).rest()
            let isComplete = text == (1...1_500_000).map { "\($0)\n" }.joined()

            #expect(isComplete)
            #expect(try await server.backend.run("seq", ["1", "100000"], in: handle).output.utf8.count == 588_895)
            #expect(try await reader.wait() == 0)
            try await other.signal(.kill)
            #expect(try await other.wait() == 137)
        }
    }

    @Test("keeps nobody waiting who starts a process and does not read")
    func unread() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec())
            let process = try await server.startShell("seq 1 300000; exit 3", in: handle)

            await process.detach()

            let again = try await server.backend.container(handle).attach(process.id)
            #expect(try await again.wait() == 3)
        }
    }

    @Test("ends with the process, though a child of it lives on and writes on", arguments: ServerProcess.runtimes)
    func daemon(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            let script = "(while [ ! -e /tmp/go ]; do sleep 0.01; done; seq 1 100000; touch /tmp/done) & echo done"
            let process = try await server.startShell(script, in: handle)

            let output = try await ClientStream(process.standardOutput).rest()
            try server.touch("/tmp/go", in: handle)

            #expect(output == "done\n")
            #expect(try await process.wait() == 0)
            let done = FilePath("/proc/\(try server.pid(in: "init.pid", of: handle))/root/tmp/done")
            while !Files.exists(done) { await Task.yield() }
        }
    }
}
