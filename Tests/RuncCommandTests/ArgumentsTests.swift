import Linux
import RuncCommand
import SystemPackage
import Testing

@Suite("A runtime's arguments")
struct ArgumentsTests {
    private let id = ContainerID(escaping: "c1")

    private func arguments(_ call: RuncCall) -> String {
        RuncConfiguration(executable: "runc").arguments(for: call).joined(separator: " ")
    }

    @Test("start with the global options, in a fixed order")
    func globalOptions() {
        var configuration = RuncConfiguration(executable: "/usr/bin/runc", root: "/r")
        configuration.debug = true
        configuration.log = "/l"
        configuration.logFormat = .json
        configuration.systemdCgroup = true
        configuration.rootless = .never
        configuration.extraArguments = ["--x", "y"]

        let arguments = configuration.arguments(for: .state(id))

        let globals = "--root /r --debug --log /l --log-format json --systemd-cgroup --rootless=false --x y"
        #expect(arguments.joined(separator: " ") == "/usr/bin/runc \(globals) state c1")
    }

    @Test("of the short calls")
    func shortCalls() {
        #expect(arguments(.state(id)) == "runc state c1")
        #expect(arguments(.start(id)) == "runc start c1")
        #expect(arguments(.kill(id, .terminate)) == "runc kill c1 15")
        #expect(arguments(.kill(id, .kill, KillOptions(all: true))) == "runc kill --all c1 9")
        #expect(arguments(.delete(id)) == "runc delete c1")
        #expect(arguments(.delete(id, DeleteOptions(force: true))) == "runc delete --force c1")
    }

    @Test("of run and create share their options")
    func creation() {
        var options = CreateOptions()
        options.pidFile = "/p"
        options.consoleSocket = "/c"
        options.pidfdSocket = "/f"
        options.noPivot = true
        options.noNewKeyring = true
        options.preservedDescriptors = [.standardInput, .standardOutput]
        options.extraArguments = ["--keep"]
        let sockets = "--pid-file /p --console-socket /c --pidfd-socket /f --no-pivot --no-new-keyring"

        #expect(arguments(.create(id, bundle: "/b")) == "runc create --bundle /b c1")
        #expect(
            arguments(.create(id, bundle: "/b", options))
                == "runc create --bundle /b \(sockets) --preserve-fds 2 --keep c1")
        #expect(
            arguments(.run(id, bundle: "/b", RunOptions(creation: options, detach: true)))
                == "runc run --bundle /b \(sockets) --detach --preserve-fds 2 --keep c1")
    }

    @Test("of exec")
    func exec() {
        var options = ExecOptions()
        options.consoleSocket = "/c"
        options.pidfdSocket = "/f"
        options.detach = true
        options.pidFile = "/p"
        options.extraArguments = ["--ignore-paused"]

        #expect(arguments(.exec(id, process: "/dev/fd/3")) == "runc exec --process /dev/fd/3 c1")
        #expect(
            arguments(.exec(id, process: "/j", options))
                == "runc exec --process /j --console-socket /c --pidfd-socket /f --detach --pid-file /p "
                + "--ignore-paused c1")
    }

    @Test("say which container and which call it is")
    func names() {
        let calls: [RuncCall] = [
            .run(id, bundle: "/b"), .create(id, bundle: "/b"), .start(id), .exec(id, process: "/p"), .state(id),
            .kill(id, .kill), .delete(id),
        ]

        #expect(calls.map(\.name) == ["run", "create", "start", "exec", "state", "kill", "delete"])
        #expect(calls.allSatisfy { $0.id == id })
    }

    @Test("come with an environment that has no socket of the service manager")
    func environment() {
        let environment = RuncConfiguration.environment(from: ["A=1", "NOTIFY_SOCKET=/x", "NOTIFY_SOCKETS=2"])

        #expect(environment == ["A=1", "NOTIFY_SOCKETS=2"])
    }
}
