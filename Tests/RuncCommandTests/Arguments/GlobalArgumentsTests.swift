import RuncCommand
import SystemPackage
import Testing

@Suite("A runtime's global arguments")
struct GlobalArgumentsTests {
    private typealias Change = @Sendable (inout RuncConfiguration) -> Void

    private static let changes: [(String, Change)] = [
        ("--root /r", { $0.root = "/r" }),
        ("--debug", { $0.debug = true }),
        ("--log /l", { $0.log = "/l" }),
        ("--log-format json", { $0.logFormat = .json }),
        ("--log-format text", { $0.logFormat = .text }),
        ("--systemd-cgroup", { $0.systemdCgroup = true }),
        ("--rootless=true", { $0.rootless = .always }),
        ("--rootless=false", { $0.rootless = .never }),
        ("--x y", { $0.extraArguments = ["--x", "y"] }),
        ("", { $0.rootless = .automatic }),
        ("", { _ in }),
    ]

    @Test("stand before the command, one by one", arguments: changes.indices)
    func alone(index: Int) {
        let (words, change) = Self.changes[index]
        var configuration = RuncConfiguration(executable: "/usr/bin/runc")
        change(&configuration)

        let arguments = configuration.arguments(for: .list)

        #expect(
            arguments == ["/usr/bin/runc"] + words.split(separator: " ").map(String.init) + ["list", "--format=json"])
    }

    @Test("stand in a fixed order")
    func together() {
        var configuration = RuncConfiguration(executable: "/usr/bin/runc", root: "/r")
        configuration.debug = true
        configuration.log = "/l"
        configuration.logFormat = .json
        configuration.systemdCgroup = true
        configuration.rootless = .never
        configuration.extraArguments = ["--x", "y"]

        let arguments = configuration.arguments(for: .state(ContainerID(escaping: "c1")))

        let globals = "--root /r --debug --log /l --log-format json --systemd-cgroup --rootless=false --x y"
        #expect(arguments.joined(separator: " ") == "/usr/bin/runc \(globals) state c1")
    }

    @Test("name a call's own log instead of the configured one", arguments: ["/configured", nil])
    func ownLog(configured: String?) {
        var configuration = RuncConfiguration(executable: "runc")
        configuration.log = configured.map { FilePath($0) }
        configuration.logFormat = .json
        var options = ExecOptions()
        options.log = "/own"

        let arguments = configuration.arguments(for: .exec(ContainerID(escaping: "c1"), process: "/p", options))

        #expect(arguments == ["runc", "--log", "/own", "--log-format", "json", "exec", "--process", "/p", "c1"])
    }

    @Test("come with an environment that has no socket of the service manager")
    func environment() {
        let environment = RuncConfiguration.environment(from: ["A=1", "NOTIFY_SOCKET=/x", "NOTIFY_SOCKETS=2"])

        #expect(environment == ["A=1", "NOTIFY_SOCKETS=2"])
    }
}
