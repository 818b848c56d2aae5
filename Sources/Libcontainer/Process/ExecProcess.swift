import Cgroups
import Glibc
import Linux
import SystemPackage

/// The clone that begins inside a container in which init runs. All of this happens in it, with one thread.
struct ExecProcess {
    let id: ContainerID
    let configuration: Configuration
    let process: ProcessConfiguration
    let clone: ProcessClone
    let security: ProcessSecurity
    let channel: SyncChannel
    let options: StartOptions

    private var notes: ProgressNotes { ProgressNotes(descriptor: options.notes) }

    /// Does all of it.
    func run() -> Never {
        do throws(LibcontainerError) {
            notes.say("process enters")
            try options.streams?.place()
            try begin()
            try openTerminal()
            HostNull.replace()
            try ProcessAttributes(process: process, configuration: configuration).apply()
            try channel.send(.ready)
            try channel.expect(.run)
            let start = ProgramStart(
                process: process, configuration: configuration, security: security, channel: channel,
                preserved: options.preserved)
            let program = try start.prepare()
            notes.say("process is going to run \(program.path)")
            try channel.send(.done)
            throw start.become(program)
        } catch {
            // Without the runtime there is nobody who could be told.
            _ = try? channel.send(.failed("\(error)"))
        }
        _exit(255)
    }

    private func begin() throws(LibcontainerError) {
        try clone.joinCgroups()
        try channel.expect(.proceed)
        try system { () throws(LinuxError) in try Children.enterSession() }
        if configuration.namespaces.contains(.user) { try ContainerRoot.become() }
        if !configuration.noNewKeyring { try SessionRing.join(id, isFirst: false) }
    }

    /// Of the container's own devpts, and by no name in it (CVE-2025-52565).
    private func openTerminal() throws(LibcontainerError) {
        guard let socket = options.terminalSocket else { return }
        let pair = try system { () throws(LinuxError) in
            let here = FileDescriptor(rawValue: AT_FDCWD)
            let folder = try Resolution.noMagicLinks.openPlace("/dev/pts", from: here)
            defer { folder.closeIgnoringErrors() }
            return try Pseudoterminal.make(in: folder)
        }
        try OwnTerminal.take(pair, sendTo: socket, process, options)
    }
}
