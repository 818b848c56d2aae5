import Glibc
import Libcontainer
import Linux
import SystemPackage

extension Invocation {
    /// `start`
    func release() throws(CommandError) -> Int32 {
        let container = try container()
        let isCreated = try command { () throws(LibcontainerError) in try container.status() == .created }
        let notice = isCreated ? notice(for: container.id) : nil
        let initProcess = notice == nil ? nil : try command { () throws(LibcontainerError) in try container.openInit() }
        defer { initProcess?.closeIgnoringErrors() }
        do throws(LinuxError) {
            try notice?.listen()
        } catch {
            throw CommandError(.system(error))
        }
        try command { () throws(LibcontainerError) in try container.release() }
        guard let notice, let initProcess, let pid = container.state.initPID else { return 0 }
        do throws(LinuxError) {
            try notice.wait(for: initProcess, pid)
        } catch {
            log.write(.warning, "\(error)")
        }
        return 0
    }

    /// `kill`
    func kill() throws(CommandError) -> Int32 {
        let container = try container()
        let given = arguments.words.count > 1 ? arguments.words[1] : ""
        let signal = try SignalName.wanted(given.isEmpty ? "SIGTERM" : given)
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
}
