import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Streams and files of a call", .serialized)
struct DefectStreamTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")
    private var client: RuncClient { runtime.client }

    init() throws { runtime = try RecorderRuntime() }

    private func start(_ name: String, _ io: StandardIO) async throws {
        switch name {
        case "create": try await client.create(id, bundle: "/b", io: io)
        case "run": _ = try await client.run(id, bundle: "/b", io: io)
        case "exec": _ = try await client.exec(OCIProcess(), in: id, io: io)
        default: _ = try await client.restore(id, bundle: "/b", io: io)
        }
    }

    private func contents(of descriptor: FileDescriptor) async throws -> String {
        let stream = AsyncDescriptor(owning: descriptor, system: client.system)
        var bytes: [UInt8] = []
        while true {
            let more = try await stream.read(upTo: 4096)
            if more.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += more
        }
    }

    @Test(
        "by pipes come to an end for the reader with the last process", arguments: ["create", "run", "exec", "restore"])
    func pipes(name: String) async throws {
        try runtime.play(.copyInput, .output("out"), .error("err"))
        let pipes = try StandardPipes()
        // The call is over before they are: nothing of them may keep the streams open.
        defer { withExtendedLifetime(pipes) {} }
        let input = AsyncDescriptor(owning: try #require(pipes.takeInput()), system: client.system)
        let (output, error) = (try #require(pipes.takeOutput()), try #require(pipes.takeError()))
        try await input.write(Array("in ".utf8))
        input.close()

        try await start(name, .pipes(pipes))

        #expect(try await contents(of: output) == "in out")
        #expect(try await contents(of: error) == "err")
    }

    @Test("by pipes come to an end when the runtime cannot be started")
    func pipesWithoutRuntime() async throws {
        let pipes = try StandardPipes()
        defer { withExtendedLifetime(pipes) {} }
        let output = try #require(pipes.takeOutput())
        var broken = client
        broken.configuration.executable = "/nowhere/runc"

        await #expect(throws: RuncError.launch(executable: "/nowhere/runc", .noSuchFileOrDirectory)) {
            _ = try await broken.run(id, bundle: "/b", io: .pipes(pipes))
        }

        #expect(try await contents(of: output).isEmpty)
    }

    @Test("by pipes belong to the given user", arguments: ["create", "run", "exec", "restore"])
    func owner(name: String) async throws {
        let pipes = try StandardPipes(owner: FileOwner(user: 1234, group: 5678))

        try await start(name, .pipes(pipes))

        let streams = try #require(try runtime.records().first).descriptors.prefix(3)
        #expect(streams.allSatisfy { $0.isPipe && $0.owner == 1234 && $0.group == 5678 })
    }

    @Test("do not keep an update waiting whose runtime does not read them")
    func unread() async throws {
        try runtime.play(.close(0))
        let keys = (0..<20_000).map { ("io.weight.\($0)", JSONValue.string(String(repeating: "x", count: 50))) }
        let resources = try OCIResources(json: .object(JSONObject([("unified", .object(JSONObject(keys)))])))

        try await client.update(id, resources)

        let input = try #require(try runtime.records().first?.descriptors.first?.contents)
        #expect(input.utf8.count > 1 << 20)
    }

    @Test("need no folder that the environment of this process names")
    func noRuntimeFolder() async throws {
        // go-runc puts the process's description below XDG_RUNTIME_DIR, and fails when that is not there.
        let client = client.adding(environment: ["XDG_RUNTIME_DIR=/nowhere", "TMPDIR=/nowhere"])

        #expect(try await client.exec(OCIProcess(), in: id) == .exited(0))
    }

    @Test("are named from where this process is, not from where the runtime runs: pid files")
    func relativePIDFile() async throws {
        var client = client
        client.workingDirectory = runtime.folder.path
        var options = CreateOptions()
        options.pidFile = "pid"
        try await client.create(id, bundle: "/b", options: options)

        let words = try #require(try runtime.callWords().first)
        let path = try Files.readLink("/proc/self/cwd").appending("pid").string
        #expect(words == ["create", "--bundle", "/b", "--pid-file", path, "c1"])
    }

    @Test("leave nothing where the folders of calls are", arguments: RecorderCall.all)
    func nothingLeft(call: RecorderCall) async throws {
        try runtime.play(.output(call.answer))
        try await call.make(client)
        #expect(try runtime.leftovers().isEmpty)

        try runtime.play(.logError("no"), .exit(1))
        await #expect(throws: RuncError.self) { try await call.make(client) }
        #expect(try runtime.leftovers().isEmpty)

        var missing = client
        missing.configuration.executable = "/nowhere/runc"
        await #expect(throws: RuncError.launch(executable: "/nowhere/runc", .noSuchFileOrDirectory)) {
            try await call.make(missing)
        }
        #expect(try runtime.leftovers().isEmpty)
    }
}
