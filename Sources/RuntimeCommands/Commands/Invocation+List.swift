import Libcontainer
import Linux
import SystemPackage

extension Invocation {
    /// `list`
    func list() throws(CommandError) -> Int32 {
        let format = arguments["format"] ?? "table"
        if hasOwnRoot, !Files.exists(root) {
            throw CommandError("open \(root): no such file or directory")
        }
        let reports = try reports()
        if arguments.has("quiet") {
            for report in reports { Output.write(report.id + "\n") }
            return 0
        }
        switch format {
        case "table": Output.write(ContainerTable.text(reports))
        case "json": Output.write(ContainerReport.list(reports) + [UInt8(ascii: "\n")])
        default: throw CommandError("invalid format option")
        }
        return 0
    }

    private func reports() throws(CommandError) -> [ContainerReport] {
        var owners = Owners()
        var reports: [ContainerReport] = []
        for name in try command({ () throws(LibcontainerError) in try factory.names() })
        where name != ContainerFactory.cacheName {
            do {
                let container = try factory.load(try ContainerID(name))
                let user = try FileStatus.of(container.folder).owner.user
                reports.append(try container.report(owner: owners.name(of: user)))
            } catch {
                // Gone since the names were read.
                guard Files.exists(root.appending(name)) else { continue }
                Output.write("load container \(name): \(error)\n", to: .standardError)
            }
        }
        return reports
    }
}

/// The host's users by their numbers.
private struct Owners {
    private var names: [UInt32: String] = [:]
    private var accounts: [PasswordEntry]?

    /// The name; without one `#` and the number.
    mutating func name(of user: UInt32) -> String {
        if let name = names[user] { return name }
        let known = accounts ?? Self.read()
        accounts = known
        let name = known.first { $0.uid == user }?.name ?? "#\(user)"
        names[user] = name
        return name
    }

    private static func read() -> [PasswordEntry] {
        do {
            return UserDatabase.parsePasswords(try Files.read("/etc/passwd"))
        } catch {
            // Then owners are numbers.
            return []
        }
    }
}
