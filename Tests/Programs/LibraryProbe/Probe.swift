import Glibc
import Libcontainer
import Linux
import OCI
import SystemPackage

/// Leads a container through its life by the library alone, without a bundle, and says what it sees on the way.
struct Probe {
    let factory: ContainerFactory
    let root: FilePath
    let cgroup: String

    init(containers: FilePath, root: FilePath, cgroup: String) {
        (factory, self.root, self.cgroup) = (ContainerFactory(root: containers), root, cgroup)
    }

    /// Tells something, at once.
    static func say(_ name: String, _ value: String) {
        var line = "\(name)=\(value)\n"
        line.withUTF8 { _ = Glibc.write(1, $0.baseAddress, $0.count) }
    }

    func run() throws {
        let id = try ContainerID("library")
        Self.say("before", "\(try factory.names())")
        Self.say("unknown", Self.reason { () throws(LibcontainerError) in _ = try factory.load(id) })
        let container = try factory.create(id, configuration())
        Self.say("second", Self.reason { () throws(LibcontainerError) in _ = try factory.create(id, configuration()) })

        var options = StartOptions()
        options.waitsForRelease = true
        let first = try container.start(try process("exec sleep 1000"), options)
        defer { first.pidfd.closeIgnoringErrors() }
        Self.say("created", try container.status().rawValue)
        try container.release()
        let loaded = try factory.load(id)
        Self.say("running", try loaded.status().rawValue)
        Self.say("names", "\(try factory.names())")
        Self.say("bundle", loaded.configuration.bundle?.string ?? "none")

        try enter(loaded)
        Self.say("destroyed", Self.reason { () throws(LibcontainerError) in try loaded.destroy() })
        try loaded.signal(.kill)
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(first.pidfd)])
        Self.say("end", "\(try PIDDescriptor.reap(first.pidfd).map { "\($0)" } ?? "none")")
        Self.say("stopped", try loaded.status().rawValue)
        try factory.destroy(id)
        Self.say("after", "\(try factory.names())")
    }

    /// Enters, also a cgroup below that a process makes from outside.
    private func enter(_ container: Container) throws {
        let path = container.state.cgroupPaths["memory"].map { FilePath($0) }
        if let path { try Files.makeDirectory(path.appending("inner"), mode: FilePermissions(rawValue: 0o755)) }
        for (name, below) in [
            ("own", [:]), ("inner", ["memory": "inner"]), ("outer", ["memory": "../x"]), ("none", ["x": "y"]),
        ] {
            var options = StartOptions()
            options.subCgroups = below
            do {
                let show = "echo \(name)=$(grep -o '[a-z0-9]*$' /proc/self/cgroup | busybox sort | busybox uniq)"
                let entered = try container.exec(try process(show), options)
                defer { entered.pidfd.closeIgnoringErrors() }
                _ = try DescriptorPoll.wait([DescriptorPoll.Entry(entered.pidfd)])
                _ = try PIDDescriptor.reap(entered.pidfd)
            } catch {
                Self.say(name, "\(error)")
            }
        }
    }

    private func process(_ script: String) throws -> ProcessConfiguration {
        var process = OCIProcess()
        process.arguments = ["/bin/sh", "-c", script]
        process.environment = ["PATH=/bin"]
        process.workingDirectory = "/"
        return try ProcessConfiguration(process)
    }

    private func configuration() -> Configuration {
        var configuration = Configuration(rootFS: root)
        configuration.namespaces = NamespaceConfiguration([.pid, .mount, .ipc, .uts, .network].map { .init($0) })
        configuration.mounts = [MountConfiguration(source: "proc", destination: "/proc", fileSystemType: "proc")]
        configuration.devices = DeviceConfiguration.defaults
        configuration.hostname = "library"
        var cgroup = CgroupConfiguration()
        cgroup.path = self.cgroup
        cgroup.resources.pidsLimit = 50
        cgroup.resources.devices = CgroupConfiguration.defaultDeviceRules
        configuration.cgroup = cgroup
        return configuration
    }

    private static func reason(_ body: () throws(LibcontainerError) -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return "\(error)"
        }
    }
}
