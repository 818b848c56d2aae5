import Cgroups
import Glibc
import Linux
import SystemPackage

/// The clone that enters a container in which init runs. All of this happens in it, with one thread.
struct ExecProcess {
    let id: ContainerID
    let configuration: Configuration
    let process: ProcessConfiguration
    let clone: ProcessClone
    /// The container's init.
    let initProcess: FileDescriptor
    let security: ProcessSecurity
    let channel: SyncChannel
    let preserved: Int32

    /// Does all of it.
    func run() -> Never {
        do throws(LibcontainerError) {
            try begin()
            try ProcessAttributes(process: process, configuration: configuration).apply()
            try channel.send(.ready)
            try channel.expect(.run)
            let start = ProgramStart(
                process: process, configuration: configuration, security: security, channel: channel,
                preserved: preserved)
            let program = try start.prepare()
            try channel.send(.done)
            throw start.become(program)
        } catch {
            // Without the runtime there is nobody who could be told.
            _ = try? channel.send(.failed("\(error)"))
        }
        _exit(255)
    }

    private func begin() throws(LibcontainerError) {
        let affinity = process.cpuAffinity ?? configuration.cpuAffinity
        try setProcessors(affinity?.initial)
        try clone.joinCgroups()
        try setProcessors(affinity?.final)
        try channel.expect(.proceed)
        try system { () throws(LinuxError) in try Children.enterSession() }
        // Entered by the clone already.
        var kinds = configuration.namespaces.entries.reduce(into: NamespaceFlags()) { $0.insert($1.kind.flag) }
        kinds.remove(.pid)
        if clone.user != nil { kinds.remove(.user) }
        if !kinds.isEmpty {
            try system { () throws(LinuxError) in try Namespaces.enter(kinds, ofProcess: initProcess) }
        }
        if configuration.namespaces.contains(.user) {
            try ContainerRoot.become()
        }
        if !configuration.noNewKeyring { try SessionRing.join(id, isFirst: false) }
    }

    private func setProcessors(_ numbers: NumberList?) throws(LibcontainerError) {
        guard let numbers, !numbers.isEmpty else { return }
        try system { () throws(LinuxError) in try ProcessorAffinity.set(numbers) }
    }
}
