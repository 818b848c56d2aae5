import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage

/// What a server that destroyed everything must not leave anywhere on the host.
struct Leftovers {
    let server: ServerProcess

    init(of server: ServerProcess) { self.server = server }

    /// One line per thing that should not be there.
    func found() async throws -> [String] {
        var found: [String] = []
        found += try await lines(of: server.host("ip", ["-oneline", "link"]), containing: " w\(server.tag)", "link")
        found += try await lines(
            of: server.host("nft", ["list", "tables"]), containing: " guardian-\(server.tag)", "firewall")
        let mounts = String(decoding: try Files.read("/proc/self/mounts"), as: UTF8.self)
        found += lines(of: mounts, containing: server.folder.path.string, "mount")
        found += try cgroups().map { "cgroup: \($0)" }
        let lock = FilePath("/run/guardian-\(server.tag).lock")
        if Files.exists(lock) { found.append("lock: \(lock)") }
        found += try processes().map { "process: \($0)" }
        if Files.exists(server.depot) { found += try Files.entries(of: server.depot).map { "depot: \($0)" } }
        for name in ["runtime", "volumes", "calls"] {
            let folder = server.folder.path.appending("depot.state").appending(name)
            if Files.exists(folder) { found += try Files.entries(of: folder).map { "\(name): \($0)" } }
        }
        return found
    }

    private func lines(of text: String, containing word: String, _ kind: String) -> [String] {
        text.split(separator: "\n").filter { $0.contains(word) }.map { "\(kind): \($0)" }
    }

    private func cgroups() throws -> [String] {
        // In version 2 there is no folder for each hierarchy.
        let hierarchies = try Files.entries(of: "/sys/fs/cgroup").map { FilePath("/sys/fs/cgroup").appending($0) }
        return (["/sys/fs/cgroup"] + hierarchies).flatMap { hierarchy in
            let path = hierarchy.appending("guardian-\(server.tag)")
            return Files.exists(path) ? [path.string] : []
        }
    }

    /// Processes whose command line names the server's folder: trackers, runtimes.
    private func processes() throws -> [String] {
        try Files.entries(of: "/proc").filter { $0.allSatisfy(\.isNumber) }.compactMap { pid in
            let file = FilePath("/proc").appending(pid).appending("cmdline")
            // The process may end between the listing and the reading.
            guard let bytes = try? Files.read(file) else { return nil }
            let line = String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
            return line.contains(server.folder.path.string) ? "\(pid) \(line)" : nil
        }
    }
}
