import Garden
import GardenClient
import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("The server's door")
struct DoorTests {
    /// Nobody on the list, and a user who is.
    private static let (stranger, member) = ("65534", "4321")

    @Test("the socket has the mode, owner and group that were asked for")
    func file() async throws {
        let flags = [
            "--bind-socket-mode", "0640", "--bind-socket-owner", Self.member, "--bind-socket-group", "daemon",
        ]
        try await ServerProcess.serving(flags: flags) { server in
            let shown = try await server.host("stat", ["--format", "%a %u %G %F", server.socket.string])

            #expect(shown == "640 4321 daemon socket\n")
        }
    }

    @Test("those who may not write to the socket get nowhere")
    func permissions() async throws {
        let flags = ["--bind-socket-owner", Self.member]
        try await ServerProcess.serving(flags: flags) { server in
            let owner = try await server.ping(as: Self.member)
            let other = try await server.ping(as: Self.stranger)

            #expect(owner.output == "{}\n")
            #expect(other == Pong(output: "", status: .exited(Self.cannotConnect)))
        }
    }

    @Test("with a list of users only they and the server's own are served")
    func allowList() async throws {
        let flags = ["--bind-socket-mode", "0666", "--allow-uid", Self.member, "--allow-uid", "daemon"]
        try await ServerProcess.serving(flags: flags) { server in
            for user in [Self.member, "1", "\(geteuid())"] {
                let served = try await server.ping(as: user)
                #expect(served == Pong(output: "{}\n", status: .exited(0)))
            }
            for user in [Self.stranger, "4322"] {
                let refused = try await server.ping(as: user)
                #expect(refused.output == "" && Self.cutOff.contains(refused.status), "\(refused)")
                await server.logged("connection.refused", "\"\(user)\"")
            }
            #expect(try await server.backend.capacity().maxContainers > 0)
        }
    }

    @Test("a socket where another server answers is refused and goes on working")
    func liveSocket() async throws {
        try await ServerProcess.serving { server in
            let second = try ServerProcess()

            let output = try await second.gdn(
                ["server"] + second.arguments + ["--bind-socket", server.socket.string])

            #expect(output.status == .exited(1))
            #expect(output.complaint.contains("another server answers at \(server.socket)"), "\(output.complaint)")
            #expect(try await server.ping(as: "0").output == "{}\n")
            try await second.cleanUp()
            #expect(try await Leftovers(of: second).found() == [])
        }
    }

    @Test("what is no socket is refused and left alone")
    func otherFile() async throws {
        let server = try ServerProcess()
        try Files.write(Array("precious".utf8), to: server.socket, mode: .ownerReadWrite, durably: false)

        let output = try await server.gdn(["server"] + server.arguments)

        #expect(output.status == .exited(1))
        #expect(output.complaint.contains("\(server.socket) exists and is no socket"), "\(output.complaint)")
        #expect(try Files.read(server.socket) == Array("precious".utf8))
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }

    @Test("the socket is removed at the end, unless it is another server's by then")
    func end() async throws {
        let server = try ServerProcess()

        let first = try await server.start()
        try await server.end(first)
        #expect(!Files.exists(server.socket))

        let second = try await server.start()
        try Files.rename(server.socket, to: server.folder.path.appending("moved"))
        try Files.write([], to: server.socket, mode: .ownerReadWrite, durably: false)
        try await server.end(second)
        #expect(Files.exists(server.socket))
        try await server.cleanUp()
    }

    @Test("a port alone is the loopback interface's, and the socket is not made")
    func loopback() async throws {
        let port = ServerProcess.nextPort()
        try await ServerProcess.serving(flags: ["--bind-port", "\(port)"]) { server in
            let here = RemoteBackend(.tcp(host: "127.0.0.1", port: port))
            let elsewhere = try await server.curl(["http://192.0.2.2:\(port)/ping"])

            #expect(try await here.capacity().maxContainers > 0)
            #expect(elsewhere == Pong(output: "", status: .exited(Self.cannotConnect)))
            #expect(!Files.exists(server.socket))
        }
    }

    @Test(
        "flags that make no sense are refused before anything is made",
        arguments: [
            (["--bind-socket-owner", "no-such-user"], "--bind-socket-owner 'no-such-user': no user"),
            (["--bind-socket-group", "no-such-group"], "--bind-socket-group 'no-such-group': no group"),
            (["--bind-socket-mode", "rw"], "--bind-socket-mode 'rw': not octal permissions"),
            (["--allow-uid", "no-such-user"], "--allow-uid 'no-such-user': no user"),
            (["--allow-uid", "0", "--bind-ip", "127.0.0.1"], "--allow-uid '0': who uses a TCP connection"),
            (["--bind-ip", "nowhere"], "--bind-ip 'nowhere': not an IP address"),
            (["--bind-port", "70000"], "The value '70000' is invalid for '--bind-port"),
            (["--read-header-timeout", "5"], "The value '5' is invalid for '--read-header-timeout"),
            (["--default-grace-time=-5s"], "The value '-5s' is invalid for '--default-grace-time"),
        ])
    func senseless(flags: [String], message: String) async throws {
        let server = try ServerProcess()

        let output = try await server.gdn(["server"] + server.arguments + flags)

        #expect(output.status != .exited(0))
        #expect(output.complaint.contains(message), "\(output.complaint)")
        #expect(!Files.exists(server.depot) && !Files.exists(server.socket))
    }

    @Test("a TCP address that this machine does not have is named")
    func foreignAddress() async throws {
        let server = try ServerProcess()

        let output = try await server.gdn(
            ["server"] + server.arguments + ["--bind-ip", "192.0.2.77", "--bind-port", "7777"])

        #expect(output.status == .exited(1))
        #expect(
            output.complaint.contains("cannot listen at 192.0.2.77:7777: Cannot assign requested address"),
            "\(output.complaint)")
        try await server.cleanUp()
    }

    /// curl's words for a connection that cannot be made.
    private static let cannotConnect: Int32 = 7
    /// And for one that ends without an answer: before it sends, while it sends, before it receives, while it receives.
    private static let cutOff: [Linux.ExitStatus] = [.exited(cannotConnect), .exited(55), .exited(52), .exited(56)]
}

/// What curl got.
private struct Pong: Equatable {
    let output: String
    let status: Linux.ExitStatus
}

extension CapturedOutput {
    fileprivate var complaint: String { String(decoding: standardError, as: UTF8.self) }
}

extension ServerProcess {
    /// Asks for a sign of life as another user.
    fileprivate func ping(as user: String) async throws -> Pong {
        let arguments = ["--unix-socket", socket.string, "http://api/ping"]
        return try await curl(arguments, as: user)
    }

    fileprivate func curl(_ arguments: [String], as user: String = "0") async throws -> Pong {
        let output = try await command(
            "/usr/bin/setpriv",
            ["--reuid", user, "--regid", user, "--clear-groups", "curl", "--silent", "--max-time", "20"] + arguments)
        return Pong(output: String(decoding: output.standardOutput, as: UTF8.self), status: output.status)
    }

    /// Ends a server as init would.
    fileprivate func end(_ process: SpawnedProcess) async throws {
        _ = try PIDDescriptor.send(.terminate, to: process.pidfd)
        _ = try await system.exitStatus(of: process)
    }
}
