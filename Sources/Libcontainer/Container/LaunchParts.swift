import Cgroups
import Linux
import SystemPackage

/// What is opened for a container's init before it is there. Whoever has it closes it.
struct LaunchParts {
    let namespaces: NamespacePlan
    let sources: MountSources
    let security: ProcessSecurity
    let channel: (runtime: SyncChannel, process: SyncChannel)
    let clone: ProcessClone
    /// The pipe that init waits at.
    let release: FileDescriptor?
    let console: StreamSocket?
    private var open: OpenDescriptors

    init(
        _ container: Container, _ process: ProcessConfiguration, _ options: StartOptions
    ) throws(LibcontainerError) {
        var open = OpenDescriptors()
        do throws(LibcontainerError) {
            let configuration = container.configuration
            var security = ProcessSecurity(process: process, configuration: configuration)
            try security.prepare(cache: options.filterCache)
            self.security = security
            console = try Self.console(options.consoleSocket, &open)
            release = options.waitsForRelease ? try Self.release(container, &open) : nil
            channel = try SyncChannel.pair()
            open.add(channel.runtime.descriptor)
            open.add(channel.process.descriptor)
            let namespaces = try NamespacePlan(configuration)
            open.add(namespaces)
            let cgroup = try Self.join(container.cgroup, &open)
            clone = ProcessClone(
                made: namespaces.made,
                entrance: namespaces.user.map { .user($0, with: namespaces.before + namespaces.inside) }, cgroup: cgroup
            )
            self.namespaces = namespaces
            sources = try MountSources.open(for: configuration)
        } catch {
            open.close()
            throw error
        }
        self.open = open
    }

    /// So that the end is seen when the process closes its own.
    mutating func closeChannelOfProcess() { open.close(channel.process.descriptor) }

    func close() {
        sources.close()
        open.close()
    }

    private static func console(
        _ path: FilePath?, _ open: inout OpenDescriptors
    ) throws(LibcontainerError) -> StreamSocket? {
        guard let path else { return nil }
        let socket = try system { () throws(LinuxError) in try StreamSocket.connect(to: path) }
        open.add(socket.descriptor)
        return socket
    }

    private static func release(
        _ container: Container, _ open: inout OpenDescriptors
    ) throws(LibcontainerError) -> FileDescriptor {
        let owner = try container.configuration.rootOwner()
        let place = try system { () throws(LinuxError) in
            try NamedPipe.make(container.pipe, mode: FilePermissions(rawValue: 0o622), owner: owner)
        }
        open.add(place)
        return place
    }

    private static func join(
        _ cgroup: ContainerCgroup?, _ open: inout OpenDescriptors
    ) throws(LibcontainerError) -> JoinDescriptors? {
        guard let cgroup else { return nil }
        let join = try cgroups { () throws(CgroupError) in try JoinDescriptors(opening: cgroup.tree) }
        for descriptor in join.tasks + [join.folder].compactMap({ $0 }) { open.add(descriptor) }
        return join
    }
}

/// Descriptors that are closed together.
struct OpenDescriptors {
    private var descriptors: [FileDescriptor] = []

    mutating func add(_ descriptor: FileDescriptor) { descriptors.append(descriptor) }

    mutating func add(_ plan: NamespacePlan) {
        for joined in plan.before + plan.inside + [plan.user].compactMap({ $0 }) { add(joined.descriptor) }
    }

    /// Closes one before the others.
    mutating func close(_ descriptor: FileDescriptor) {
        guard let index = descriptors.firstIndex(of: descriptor) else { return }
        descriptors.remove(at: index).closeIgnoringErrors()
    }

    func close() {
        for descriptor in descriptors { descriptor.closeIgnoringErrors() }
    }
}
