import Glibc
import Libcontainer
import Linux
import SystemPackage

extension Invocation {
    /// `start`
    func release() throws(CommandError) -> Int32 {
        let container = try container()
        try command { () throws(LibcontainerError) in try container.release() }
        return 0
    }

    /// `kill`
    func kill() throws(CommandError) -> Int32 {
        let container = try container()
        let name = arguments.words.count > 1 ? arguments.words[1] : "SIGTERM"
        guard let signal = SignalName.signal(name) else { throw CommandError("unknown signal \"\(name)\"") }
        do {
            try container.signal(signal)
        } catch {
            guard error == .notRunning, arguments.has("all") else { throw CommandError(error) }
        }
        return 0
    }

    /// `delete`
    func delete() throws(CommandError) -> Int32 {
        let id = try id()
        let force = arguments.has("force")
        try command { () throws(LibcontainerError) in try factory.destroy(id, force: force) }
        return 0
    }

    /// `state`
    func state() throws(CommandError) -> Int32 {
        let container = try container()
        Output.write(try command { () throws(LibcontainerError) in try container.report().text })
        return 0
    }

    /// `list`
    func list() throws(CommandError) -> Int32 {
        let format = arguments["format"] ?? "table"
        guard format == "table" || format == "json" else { throw CommandError("invalid format option") }
        if hasOwnRoot, !Files.exists(root) {
            throw CommandError("open \(root): no such file or directory")
        }
        let reports = try reports()
        if arguments.has("quiet") {
            for report in reports { Output.write(report.id + "\n") }
        } else {
            Output.write(format == "json" ? ContainerReport.list(reports) : Array(ContainerTable.text(reports).utf8))
        }
        return 0
    }

    private func reports() throws(CommandError) -> [ContainerReport] {
        let accounts: [PasswordEntry]
        do {
            accounts = UserDatabase.parsePasswords(try Files.read("/etc/passwd"))
        } catch {
            // Then owners are numbers.
            accounts = []
        }
        var reports: [ContainerReport] = []
        for name in try command({ () throws(LibcontainerError) in try factory.names() })
        where name != ContainerFactory.cacheName {
            do {
                let container = try factory.load(try ContainerID(name))
                let user = try FileStatus.of(container.folder).owner.user
                let owner = accounts.first { $0.uid == user }?.name ?? "#\(user)"
                reports.append(try container.report(owner: owner))
            } catch {
                Output.write("load container \(name): \(error)\n", to: .standardError)
            }
        }
        return reports
    }
}
