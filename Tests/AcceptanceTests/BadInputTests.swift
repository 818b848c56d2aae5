import Garden
import GardenClient
import GuardianTestSupport
import JSON
import Linux
import SystemPackage
import Testing

/// Whatever is wrong with a request, its sender learns which member it is, and nothing is left on the host.
@Suite("Bad input")
struct BadInputTests {
    @Test(
        "of every call is refused in words, and leaves nothing",
        arguments: [
            Table(name: "containers", rows: BadRequests.creations + BadRequests.limits),
            Table(name: "processes and calls", rows: BadRequests.processes + BadRequests.calls),
            Table(name: "archives", rows: BadRequests.archives),
        ]
            + ServerProcess.runtimes.map {
                Table(name: "what \($0) refuses", runtime: $0, rows: BadRequests.ofRuntime($0))
            })
    func refused(table: Table) async throws {
        try await ServerProcess.serving(runtime: table.runtime, flags: ["--disable-privileged-containers"]) { server in
            let scene = try Scene(server)
            try await scene.prepare()
            var before = try await HostTraces(of: server).found()

            for row in table.rows {
                let answer = try await scene.send(row)

                let flaws = answer.flaws(row)
                #expect(flaws == [], "\(row): \(answer.status) \(answer.body)")
                let after = try await HostTraces(of: server).found()
                #expect(after.symmetricDifference(before) == [], "\(row)")
                before = after
            }

            try await scene.expectHealth()
        }
    }

    struct Table: Sendable, CustomTestStringConvertible {
        var name: String
        var runtime = ServerProcess.ownRuntime
        var rows: [BadRequest]

        var testDescription: String { name }
    }
}

/// A request that cannot be granted, and how it is to be refused. `@` stands for the scene's folder.
struct BadRequest: Sendable, CustomStringConvertible {
    var method: String
    var path: String
    var body: String
    /// The HTTP status.
    var status: Int
    /// The error's type on the wire.
    var type = ""
    /// What the message has in it: the member, the value, the reason.
    var words: [String]

    var description: String { "\(method) \(path) \(body.prefix(200))" }

    /// A request with a body of JSON.
    init(
        _ method: String, _ path: String, _ body: String = "", _ status: Int = 400, type: String = "",
        _ words: String...
    ) {
        (self.method, self.path, self.body) = (method, path, body)
        (self.status, self.type, self.words) = (status, type, words)
    }
}

/// What came back.
struct BadAnswer {
    let status: Int
    let body: String

    /// What is not as `row` says.
    func flaws(_ row: BadRequest) -> [String] {
        guard let error = try? JSONValue(parsing: Array(body.utf8)) else { return ["no JSON"] }
        let message = error["Message"]?.string ?? ""
        var flaws = row.words.filter { !message.contains($0) }.map { "lacks '\($0)'" }
        if status != row.status { flaws.append("status \(status), not \(row.status)") }
        if error["Type"]?.string != row.type {
            flaws.append("type \(error["Type"]?.string ?? "none"), not \(row.type)")
        }
        return flaws
    }
}

/// A server with one good container, `good`, in which `taken` runs, and with things on the host that are no images.
private struct Scene {
    let server: ServerProcess
    private let folder: FilePath

    init(_ server: ServerProcess) throws {
        self.server = server
        folder = server.folder.path.appending("scene")
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))
        let mode = FilePermissions(rawValue: 0o644)
        try Files.write(Array("no archive".utf8), to: folder.appending("garbage.tar"), mode: mode, durably: false)
    }

    func prepare() async throws {
        _ = try await server.host("mkfifo", [folder.appending("pipe").string])
        // What the server makes once and keeps is there before anything is compared: how big the image is, which it
        // counts in the background, too.
        let good = try await server.backend.create(ContainerSpec(handle: "good"))
        try await server.backend.destroy(try await server.backend.create(ContainerSpec(handle: "another")))
        while try !server.hasCountedImage { await Task.yield() }
        var sleep = ProcessSpec(path: "sleep", arguments: ["1000"])
        sleep.id = "taken"
        await (try await server.backend.container(good).run(sleep)).detach()
    }

    func send(_ row: BadRequest) async throws -> BadAnswer {
        var arguments = [
            "--silent", "--max-time", "30", "--path-as-is", "--unix-socket", server.socket.string,
            "--request", row.method, "--write-out", "\n%{http_code}",
        ]
        if !row.body.isEmpty { arguments += ["--data-binary", filled(row.body)] }
        let output = try await server.host("curl", arguments + ["http://api" + filled(row.path)])
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        return BadAnswer(status: lines.last.flatMap { Int($0) } ?? 0, body: lines.dropLast().joined(separator: "\n"))
    }

    /// That the containers there are work, and new ones too.
    func expectHealth() async throws {
        let backend = server.backend
        #expect(
            try await backend.containers(matching: PropertyFilter(["garden.state": "all"])).map(\.value) == ["good"])
        #expect(try await backend.run("echo", ["well"], in: try Handle("good")).output == "well\n")
        let another = try await backend.create(ContainerSpec(handle: "another"))
        #expect(try await backend.run("echo", ["well"], in: another).output == "well\n")
        try await backend.destroy(another)
        try await backend.destroy(try Handle("good"))
        #expect(try await backend.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
    }

    private func filled(_ text: String) -> String { text.replacing("@", with: folder.string) }
}

extension ServerProcess {
    /// Whether it is kept how big an image is.
    fileprivate var hasCountedImage: Bool {
        get throws {
            let folder = folder.path.appending("depot.state").appending("images")
            return try Files.exists(folder) && Files.entries(of: folder).contains { $0.hasPrefix("size-") }
        }
    }
}
