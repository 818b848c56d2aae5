import Garden
import GardenClient
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("gdn for people, and curl")
struct CommandTests {
    @Test("gdn run makes a container, passes streams and status on, and destroys it", arguments: ServerProcess.runtimes)
    func run(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let client = ["--socket", server.socket.string]

            let output = try await server.gdn(
                ["run"] + client + ["--image", server.image.string, "--", "sh", "-c", "echo out; echo err >&2; exit 7"])

            #expect(output.status == .exited(7))
            #expect(String(decoding: output.standardOutput, as: UTF8.self) == "out\n")
            #expect(String(decoding: output.standardError, as: UTF8.self) == "err\n")
            #expect(try await server.backend.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
        }
    }

    @Test("gdn create, list, info, exec and destroy")
    func steps() async throws {
        try await ServerProcess.serving { server in
            let gdn = Client(server: server)

            let created = try await gdn.run(
                "create", ["--handle", "a", "--property", "owner=me", "--memory", "64m"])

            #expect(created == "a\n")
            #expect(try await gdn.run("list", []) == "a\n")
            #expect(try await gdn.run("list", ["--property", "owner=you"]) == "")
            #expect(try await gdn.run("info", ["a"]).contains("property: owner=me"))
            #expect(try await gdn.run("exec", ["a", "--", "hostname"]) == "a\n")
            #expect(try await gdn.run("destroy", ["a"]) == "")
            #expect(try await gdn.run("list", ["--all"]) == "")
        }
    }

    @Test(
        "what cannot be is refused with a sentence",
        arguments: [
            (["info", "nobody"], "unknown handle: nobody"), (["destroy", "nobody"], "unknown handle: nobody"),
            (["create", "--handle", "a/b"], "invalid handle 'a/b': it contains '/'"),
            (["run"], "name a command behind --"),
        ])
    func refusals(arguments: [String], text: String) async throws {
        try await ServerProcess.serving { server in
            let output = try await server.gdn(
                arguments.prefix(1) + ["--socket", server.socket.string] + arguments.dropFirst())

            #expect(output.status != .exited(0))
            #expect(String(decoding: output.standardError, as: UTF8.self).contains(text))
        }
    }

    @Test("a flag that is known but not implemented is refused by name, and one unknown too")
    func flags() async throws {
        let server = try ServerProcess()

        let known = try await server.gdn(["server", "--containerd-socket", "/x"] + server.arguments)
        let unknown = try await server.gdn(["server", "--time-format", "x"] + server.arguments)

        #expect(known.status != .exited(0))
        #expect(
            String(decoding: known.standardError, as: UTF8.self)
                .contains("--containerd-socket is known but not implemented yet: containerd"))
        #expect(String(decoding: unknown.standardError, as: UTF8.self).contains("--time-format"))
        #expect(!Files.exists(server.depot))
    }

    @Test("the server listens on TCP when told to, and then not on the socket")
    func tcp() async throws {
        let port = ServerProcess.nextPort()
        let flags = ["--bind-ip", "127.0.0.1", "--bind-port", "\(port)"]
        try await ServerProcess.serving(flags: flags) { server in
            let backend = RemoteBackend(.tcp(host: "127.0.0.1", port: port))

            let handle = try await backend.create(ContainerSpec(handle: "a"))
            let listed = try await server.gdn(["list", "--address", "127.0.0.1:\(port)"])

            #expect(try await backend.run("echo", ["over TCP"], in: handle).output == "over TCP\n")
            #expect(String(decoding: listed.standardOutput, as: UTF8.self) == "a\n")
            #expect(!Files.exists(server.socket))
        }
    }

    @Test("curl speaks every route: one path each")
    func curl() async throws {
        try await ServerProcess.serving { server in
            let curl = Curl(server: server)

            let pong = try await curl.call("GET", "/ping")

            #expect(pong == "{}\n")
            #expect(try await curl.call("GET", "/capacity").contains("\"max_containers\":256"))
            #expect(try await curl.call("POST", "/containers", #"{"handle":"c"}"#) == "{\"Handle\":\"c\"}\n")
            #expect(try await curl.call("GET", "/containers") == "{\"Handles\":[\"c\"]}\n")
            #expect(try await curl.call("GET", "/containers/c/info").contains("\"State\":\"active\""))
            #expect(try await curl.call("PUT", "/containers/c/properties/k", #"{"value":"v"}"#) == "{}\n")
            #expect(try await curl.call("GET", "/containers/c/properties/k") == "{\"value\":\"v\"}\n")
            #expect(try await curl.call("GET", "/containers/c/properties").contains("\"k\":\"v\""))
            #expect(try await curl.call("DELETE", "/containers/c/properties/k") == "{}\n")
            let run = try await curl.call("POST", "/containers/c/processes", #"{"path":"true"}"#)
            #expect(run == "" || run.contains("process_id"))
            #expect(try await curl.call("GET", "/containers/c/metrics").contains("\"PidStat\":{"))
            #expect(try await curl.call("GET", "/containers/c/limits/memory") == "{}\n")
            #expect(try await curl.call("PUT", "/containers/c/stop", #"{"kill":true}"#) == "{}\n")
            #expect(try await curl.call("DELETE", "/containers/c") == "{}\n")
            #expect(try await curl.call("DELETE", "/containers/c").contains("ContainerNotFoundError"))
        }
    }
}

/// `gdn` against one server.
private struct Client {
    let server: ServerProcess

    func run(_ command: String, _ arguments: [String]) async throws -> String {
        let output = try await server.gdn([command, "--socket", server.socket.string] + arguments)
        #expect(output.status == .exited(0), "\(String(decoding: output.standardError, as: UTF8.self))")
        return String(decoding: output.standardOutput, as: UTF8.self)
    }
}

/// `curl` against one server.
private struct Curl {
    let server: ServerProcess

    func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> String {
        var arguments = ["--silent", "--max-time", "20", "--unix-socket", server.socket.string, "-X", method]
        if let body { arguments += ["--data", body] }
        return try await server.host("curl", arguments + ["http://api\(path)"])
    }
}
