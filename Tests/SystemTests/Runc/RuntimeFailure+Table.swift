import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage

extension RuntimeFailure {
    /// Each failure is provoked for real. Messages are those of runc 1.1.5 and crun 1.8.1, the shortest part that says it.
    static let table = unknown + states + starts + bundles + values + migrations

    private static let unknown = [
        RuntimeFailure("state of nothing", .absent, .notFound) { _ = try await $0.client.state(of: $0.id) },
        RuntimeFailure("start of nothing", .absent, .notFound) { try await $0.client.start($0.id) },
        RuntimeFailure("kill of nothing", .absent, .notFound) { try await $0.client.kill($0.id, .kill) },
        RuntimeFailure("kill of all of nothing", .absent, .notFound) { try await $0.client.killAll($0.id, .kill) },
        RuntimeFailure("delete of nothing", .absent, .notFound) { try await $0.client.delete($0.id) },
        RuntimeFailure("delete of nothing by force", .absent, .success) {
            try await $0.client.delete($0.id, force: true)
        },
        RuntimeFailure("pause of nothing", .absent, .notFound) { try await $0.client.pause($0.id) }.butOwn(
            .unsupportedCommand),
        RuntimeFailure("resume of nothing", .absent, .notFound) { try await $0.client.resume($0.id) }.butOwn(
            .unsupportedCommand),
        RuntimeFailure("processes of nothing", .absent, .notFound) { _ = try await $0.client.processes(in: $0.id) },
        RuntimeFailure("table of nothing", .absent, .notFound) { _ = try await $0.client.table(of: $0.id) },
        RuntimeFailure("exec in nothing", .absent, .notFound) { try await $0.exec(["/bin/true"]) },
        RuntimeFailure("update of nothing", .absent, .notFound) {
            try await $0.client.update($0.id, OCIResources())
        }.butOwn(.unsupportedCommand),
        RuntimeFailure("statistics of nothing", .absent, .notFound) {
            _ = try await $0.client.statistics(of: $0.id)
        }.butCrun(.unsupportedCommand).butOwn(.unsupportedCommand),
        RuntimeFailure("events of nothing", .absent, .notFound) {
            for try await _ in try $0.client.events(of: $0.id, every: .seconds(1)) {}
        }.butCrun(.unsupportedCommand).butOwn(.unsupportedCommand),
    ]

    private static let states = [
        RuntimeFailure("create of what is there", .created, .alreadyExists) { try await $0.create() },
        RuntimeFailure("run of what is there", .running, .alreadyExists) { try await $0.run() },
        RuntimeFailure("start of what runs", .running, .wrongState) { try await $0.client.start($0.id) },
        RuntimeFailure("start of what is paused", .paused, .wrongState) { try await $0.client.start($0.id) },
        RuntimeFailure("start of what has stopped", .stopped, .wrongState) { try await $0.client.start($0.id) },
        RuntimeFailure("exec in what is paused", .paused, .wrongState) { try await $0.exec(["/bin/true"]) },
        RuntimeFailure("exec in what has stopped", .stopped, .wrongState) { try await $0.exec(["/bin/true"]) },
        RuntimeFailure("kill of what has stopped", .stopped, .wrongState) { try await $0.client.kill($0.id, .kill) },
        RuntimeFailure("kill of all of what has stopped", .stopped, .success) {
            try await $0.client.killAll($0.id, .kill)
        },
        RuntimeFailure("delete of what runs", .running, .wrongState) { try await $0.client.delete($0.id) },
        RuntimeFailure("delete of what is paused", .paused, .wrongState) { try await $0.client.delete($0.id) },
        RuntimeFailure("resume of what is not paused", .running, .wrongState) {
            try await $0.client.resume($0.id)
        }.butCrun(.success).butOwn(.unsupportedCommand),
        RuntimeFailure("resume of what has stopped", .stopped, .wrongState) { try await $0.client.resume($0.id) }
            .butOwn(.unsupportedCommand),
        RuntimeFailure("pause of what is paused", .paused, .wrongState) {
            try await $0.client.pause($0.id)
        }.butCrun(.success),
        RuntimeFailure("pause of what has stopped", .stopped, .wrongState) { try await $0.client.pause($0.id) }.butOwn(
            .unsupportedCommand),
        RuntimeFailure("statistics of what has stopped", .stopped, .wrongState) {
            _ = try await $0.client.statistics(of: $0.id)
        }.butCrun(.unsupportedCommand).butOwn(.unsupportedCommand),
        RuntimeFailure("update of what has stopped", .stopped, .wrongState) {
            try await $0.client.update($0.id, OCIResources())
        }.butCrun(.success).butOwn(.unsupportedCommand),
        RuntimeFailure("processes of what has stopped", .stopped, .success) {
            _ = try await $0.client.processes(in: $0.id)
        }.butCrun(.crashed),
    ]

    private static let starts = [
        RuntimeFailure("exec of a program that PATH does not have", .running, .executableNotFound) {
            try await $0.exec(["nosuch"])
        },
        RuntimeFailure("exec of a path that is not there", .running, .executableNotFound) {
            try await $0.exec(["/nosuch"])
        },
        RuntimeFailure("exec of a file that is no program", .running, .failed(saying: "ermission denied")) {
            try await $0.exec(["/etc/passwd"])
        },
        RuntimeFailure("exec in a folder that is not there", .running, .workingDirectory) {
            try await $0.exec(["/bin/true"], in: "/nosuch")
        },
        RuntimeFailure("exec in a file", .running, .workingDirectory) {
            try await $0.exec(["/bin/true"], in: "/etc/passwd")
        },
        RuntimeFailure("exec as a user that is not there", .running, .unknownUser) { sandbox in
            // A process's description has numbers, of which each is somebody; a name goes in by the command line alone.
            var client = sandbox.client
            client.configuration.extraArguments = ["exec", "--user", "nobody-there", sandbox.id.value]
            _ = try await client.state(of: sandbox.id)
        },
        RuntimeFailure("create of a program that PATH does not have", .absent, .executableNotFound) {
            try $0.write(arguments: ["nosuch"])
            try await $0.create()
        },
        RuntimeFailure("create of a path that is not there", .absent, .executableNotFound) {
            try $0.write(arguments: ["/nosuch"])
            try await $0.create()
        },
        RuntimeFailure("run of a path that is not there", .absent, .executableNotFound) {
            try $0.write(arguments: ["/nosuch"])
            try await $0.run()
        },
        RuntimeFailure("run in a folder that is not there, which is made", .absent, .success) {
            try $0.write { $0.process.workingDirectory = "/nosuch" }
            try await $0.run()
        },
        RuntimeFailure("create without memory", .absent, .memoryLimitTooSmall) {
            try $0.write { $0.linux.resources.memory.limit = 4096 }
            try await $0.create()
        },
        RuntimeFailure("run without memory", .absent, .memoryLimitTooSmall) {
            try $0.write { $0.linux.resources.memory.limit = 4096 }
            try await $0.run()
        },
    ]

    private static let bundles = [
        RuntimeFailure("create without a bundle", .absent, .failed(saying: "o such file or directory")) {
            try await $0.create(from: $0.folder.appending("none"))
        },
        RuntimeFailure("create without a config.json", .absent, .failed(saying: "config.json")) {
            try Files.remove($0.bundle.appending("config.json"))
            try await $0.create()
        },
        RuntimeFailure("run without a config.json", .absent, .failed(saying: "config.json")) {
            try Files.remove($0.bundle.appending("config.json"))
            try await $0.run()
        },
        RuntimeFailure("create from half a config.json", .absent, .failed(saying: "unexpected EOF")) {
            try $0.overwriteConfiguration(with: #"{"ociVersion":"#)
            try await $0.create()
        }.butCrun(.failed(saying: "error loading config.json")),
        RuntimeFailure("create from a config.json with a number for a text", .absent, .failed(saying: "unmarshal")) {
            try $0.overwriteConfiguration(with: #"{"ociVersion": 5}"#)
            try await $0.create()
        }.butCrun(.failed(saying: "error loading config.json")).butOwn(.failed(saying: "'ociVersion'")),
        RuntimeFailure("create without a root file system", .absent, .failed(saying: "o such file or directory")) {
            try $0.write { $0.rootPath = "none" }
            try await $0.create()
        },
        RuntimeFailure("spec where there is one", .absent, .failed(saying: "config.json")) {
            try await $0.client.spec(SpecOptions(bundle: $0.bundle))
        },
        RuntimeFailure("spec in a folder that is not there", .absent, .failed(saying: "o such file or directory")) {
            try await $0.client.spec(SpecOptions(bundle: $0.folder.appending("none")))
        },
    ]

    private static let values = [
        RuntimeFailure("update with a period that no kernel takes", .running, .failed(saying: "cpu.")) {
            var resources = OCIResources()
            (resources.cpu.quota, resources.cpu.period) = (5, 1)
            try await $0.client.update($0.id, resources)
        }.butOwn(.unsupportedCommand),
        RuntimeFailure("kill with a signal that is none", .running, .failed(saying: "nvalid argument")) {
            try await $0.client.kill($0.id, Signal(rawValue: 99))
        },
        RuntimeFailure("a terminal that nobody takes", .absent, .failed(saying: "console")) {
            try $0.write { $0.process.terminal = true }
            try await $0.create()
        },
        RuntimeFailure(
            "a terminal for a socket that is not there", .absent, .failed(saying: "o such file or directory")
        ) {
            try $0.write { $0.process.terminal = true }
            var options = CreateOptions()
            options.consoleSocket = $0.folder.appending("none")
            try await $0.client.create($0.id, bundle: $0.bundle, options: options)
        },
        RuntimeFailure("a command that there is not", .absent, .unsupportedCommand) { sandbox in
            var client = sandbox.client
            client.configuration.extraArguments = ["frobnicate"]
            _ = try await client.state(of: sandbox.id)
        },
        RuntimeFailure("an option that there is not", .running, .failed(saying: "no-such-option")) {
            let options = KillOptions(extraArguments: ["--no-such-option"])
            try await $0.client.kill($0.id, .kill, options: options)
        },
        RuntimeFailure("arguments for ps", .running, .success) {
            _ = try await $0.client.table(of: $0.id, psArguments: ["-eo", "pid,comm"])
        }.butCrun(.failed(saying: "requires a maximum of 1 arguments")),
        RuntimeFailure("features", .absent, .success) { _ = try await $0.client.features() }
            .butCrun(.unsupportedCommand),
    ]

    /// criu is not found, wherever these run.
    private static let migrations = [
        RuntimeFailure("checkpoint of nothing", .absent, .notFound) { try await $0.withoutCriu.checkpoint($0.id) }
            .butCrun(.unsupportedCommand).butOwn(.unsupportedCommand),
        RuntimeFailure("checkpoint of what has stopped", .stopped, .wrongState) {
            try await $0.withoutCriu.checkpoint($0.id)
        }.butCrun(.unsupportedCommand).butOwn(.unsupportedCommand),
        RuntimeFailure("checkpoint without criu", .running, .unsupportedCommand) {
            try await $0.withoutCriu.checkpoint($0.id)
        }.butOwn(.unsupportedCommand),
        RuntimeFailure("restore without criu", .absent, .unsupportedCommand) {
            var options = RestoreOptions()
            options.detach = true
            _ = try await $0.withoutCriu.restore($0.id, bundle: $0.bundle, options: options)
        }.butOwn(.unsupportedCommand),
    ]
}

extension RuntimeSandbox {
    /// Makes the container without starting its process.
    func create(from bundle: FilePath? = nil) async throws {
        try await client.create(id, bundle: bundle ?? self.bundle)
    }

    fileprivate func exec(_ arguments: [String], in folder: String = "/") async throws {
        var process = process(arguments)
        process.workingDirectory = folder
        _ = try await client.exec(process, in: id)
    }

    fileprivate func overwriteConfiguration(with text: String) throws {
        try Files.write(
            Array(text.utf8), to: bundle.appending("config.json"), mode: FilePermissions(rawValue: 0o600),
            durably: false)
    }

    fileprivate var withoutCriu: RuncClient {
        var client = client
        client.environment = ["PATH=\(folder)"]
        return client
    }
}
