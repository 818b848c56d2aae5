import Glibc
import Libcontainer
import Linux
import SystemPackage

extension Invocation {
    /// What `create`, `run` and `exec` have in common. Whoever gets it closes its sockets.
    ///
    /// - Parameter listening: how many descriptors from 3 on are passed before those that the command line names.
    func startOptions(listening: Int32 = 0) throws(CommandError) -> StartOptions {
        var options = StartOptions()
        options.filterCache = root.appending(ContainerFactory.cacheName).appending("seccomp")
        let given = arguments["preserve-fds"] ?? "0"
        guard let preserved = Int32(given), (0...Self.mostDescriptors).contains(preserved) else {
            throw CommandError("invalid value \"\(given)\" for flag -preserve-fds: parse error")
        }
        // Else one of ours may have the number (CVE-2024-21626).
        for index in 0..<preserved where !FileDescriptor(rawValue: 3 + listening + index).isPassedOn {
            throw CommandError("unable to stat preserved-fd \(index) (of \(preserved)): no such file or directory")
        }
        options.preserved = listening + preserved
        options.notes = try notes?.place()
        do throws(LinuxError) {
            options.terminalSocket = try connect("console-socket")
            options.pidfdSocket = try connect("pidfd-socket")
        } catch {
            close(options)
            throw CommandError(.system(error))
        }
        return options
    }

    /// Closes the sockets of options.
    func close(_ options: StartOptions) {
        if arguments["console-socket"] != nil { options.terminalSocket?.closeIgnoringErrors() }
        options.pidfdSocket?.closeIgnoringErrors()
    }

    /// How many descriptors from 3 on a service manager has passed to this process (sd_listen_fds(3)).
    func listeningDescriptors() -> Int32 {
        guard variable("LISTEN_PID") == OwnProcess.pid?.description,
            let count = variable("LISTEN_FDS").flatMap({ Int32($0) }), (1...Self.mostDescriptors).contains(count)
        else { return 0 }
        // One that says more than it has gave none of those behind.
        return (0..<count).first { !FileDescriptor(rawValue: 3 + $0).isPassedOn } ?? count
    }

    /// The telling of a service manager, if this process was started by one.
    func notice(for id: ContainerID) -> ServiceNotice? {
        ServiceNotice(manager: variable("NOTIFY_SOCKET"), container: root.appending(id.value))
    }

    func checkTerminal(_ process: ProcessConfiguration, detaches: Bool) throws(CommandError) {
        let hasSocket = arguments["console-socket"] != nil
        if detaches, process.hasTerminal, !hasSocket { throw CommandError(.terminalWithoutSocket) }
        if hasSocket, !detaches || !process.hasTerminal { throw CommandError(.socketWithoutTerminal) }
    }

    func writePIDFile(_ process: SpawnedProcess) throws(CommandError) {
        guard let path = arguments["pid-file"] else { return }
        do {
            try PIDFileOutput.write(process.pid, to: Self.absolute(path))
        } catch {
            throw CommandError(.system(error))
        }
    }

    /// No process has more (fs.nr_open is below that), and their numbers do not overflow.
    private static let mostDescriptors: Int32 = 1 << 30

    private func connect(_ flag: String) throws(LinuxError) -> FileDescriptor? {
        guard let path = arguments[flag], !path.isEmpty else { return nil }
        return try StreamSocket.connect(to: Self.absolute(path)).descriptor
    }
}
