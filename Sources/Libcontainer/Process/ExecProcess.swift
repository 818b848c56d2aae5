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
    let preserved: Int32
    let notes: ProgressNotes

    /// Does all of it.
    func run() -> Never {
        do throws(LibcontainerError) {
            notes.say("process enters")
            try begin()
            try ProcessAttributes(process: process, configuration: configuration).apply()
            try channel.send(.ready)
            try channel.expect(.run)
            let start = ProgramStart(
                process: process, configuration: configuration, security: security, channel: channel,
                preserved: preserved)
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
}
