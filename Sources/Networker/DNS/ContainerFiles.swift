import Garden
import Linux
import SystemPackage

/// The files by which a container finds names.
struct ContainerFiles: Sendable {
    private static let mode = FilePermissions(rawValue: 0o644)
    private static let hostConfiguration = FilePath("/etc/resolv.conf")

    private let resolver: ResolvConf
    private let hosts: String
    private let lease: SubnetLease

    init(_ configuration: NetworkConfiguration, handle: Handle, lease: SubnetLease) {
        resolver = ResolvConf(
            servers: configuration.dnsServers, additionalServers: configuration.additionalDNSServers)
        hosts = HostsFile.text(
            address: lease.address, handle: handle, additionalEntries: configuration.additionalHostEntries)
        self.lease = lease
    }

    /// Writes them, so that `owner` may change them.
    ///
    /// - Returns: the mounts that show them in the container.
    func write(to folder: FilePath, owner: FileOwner) throws(LinuxError) -> [BindMount] {
        let files = [("hosts", hosts), ("resolv.conf", try resolverText())]
        for (name, text) in files {
            let path = folder.appending(name)
            try Files.write(Array(text.utf8), to: path, mode: Self.mode, durably: false)
            try Files.setOwner(owner, of: path)
        }
        return files.map { name, _ in
            BindMount(source: folder.appending(name).string, destination: "/etc/\(name)", mode: .readWrite)
        }
    }

    private func resolverText() throws(LinuxError) -> String {
        // A host without the file resolves by its own name server, as with one that names only the loopback.
        let host = Files.exists(Self.hostConfiguration) ? try Files.read(Self.hostConfiguration) : []
        return resolver.text(host: String(decoding: host, as: UTF8.self), gateway: lease.gateway)
    }
}
