import Cgroups
import Libcontainer
import Linux
import SystemPackage

/// A host about which everything can be said.
struct FakeHost: HostInspecting {
    /// Where paths lead; those not in here are what they say.
    var links: [FilePath: FilePath] = [:]
    /// Paths at which there is nothing; everything else exists.
    var missing: Set<FilePath> = []
    /// Network namespaces that are the caller's.
    var ownNetworks: Set<String> = []
    var isUnified = false

    func resolved(_ path: FilePath) throws(LinuxError) -> FilePath {
        if missing.contains(path) {
            throw .failed(operation: "resolve", subject: path.string, errno: .noSuchFileOrDirectory)
        }
        return links[path] ?? path
    }

    func exists(_ path: FilePath) -> Bool { !missing.contains(path) }

    func isOwnNetworkNamespace(_ path: String) throws(LinuxError) -> Bool {
        if missing.contains(FilePath(path)) {
            throw .failed(operation: "look at", subject: path, errno: .noSuchFileOrDirectory)
        }
        return ownNetworks.contains(path)
    }

    func hasUnifiedCgroups() throws(CgroupError) -> Bool { isUnified }
}
