import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage

/// All that a server that runs has on its host. What does not change anything leaves it as it was.
struct HostTraces {
    private let server: ServerProcess

    init(of server: ServerProcess) { self.server = server }

    /// One line per thing, in an order of its own.
    func found() async throws -> Set<String> {
        let links = try await lines(server.host("ip", ["-oneline", "link"]), containing: " w\(server.tag)", "link")
        let rules = try await lines(
            server.host("nft", ["list", "table", "inet", "guardian-\(server.tag)"]), containing: "", "firewall")
        let mounts = String(decoding: try Files.read("/proc/self/mounts"), as: UTF8.self)
        let files = try ["depot", "depot.state"].flatMap { try tree(server.folder.path.appending($0)) }
        return Set(
            links + rules + lines(mounts, containing: server.folder.path.string, "mount") + files
                + (try cgroups()) + (try processes()))
    }

    private func lines(_ text: String, containing word: String, _ kind: String) -> [String] {
        text.split(separator: "\n").filter { word.isEmpty || $0.contains(word) }.map { "\(kind): \($0)" }
    }

    /// The folders of the server, as deep as records go; what is in root file systems is its containers' business.
    private func tree(_ folder: FilePath, depth: Int = 0) throws -> [String] {
        guard Files.exists(folder) else { return [] }
        guard depth < 4, try FileStatus.of(folder).isDirectory else { return ["file: \(folder)"] }
        return try ["file: \(folder)"]
            + Files.entries(of: folder).flatMap { try tree(folder.appending($0), depth: depth + 1) }
    }

    private func cgroups() throws -> [String] {
        try Files.entries(of: "/sys/fs/cgroup").flatMap { hierarchy in
            let root = FilePath("/sys/fs/cgroup").appending(hierarchy).appending("guardian-\(server.tag)")
            guard Files.exists(root) else { return [String]() }
            return try ["containers", "trackers"].flatMap { kind in
                let parent = root.appending(kind)
                guard Files.exists(parent) else { return [String]() }
                return try Files.entries(of: parent)
                    .filter { try FileStatus.of(parent.appending($0)).isDirectory }
                    .map { "cgroup: \(parent.appending($0))" }
            }
        }
    }

    /// Processes whose command line names the server's folder.
    private func processes() throws -> [String] {
        try Files.entries(of: "/proc").filter { $0.allSatisfy(\.isNumber) }.compactMap { pid in
            let file = FilePath("/proc").appending(pid).appending("cmdline")
            // The process may end between the listing and the reading.
            guard let bytes = try? Files.read(file) else { return nil }
            let line = String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
            return line.contains(server.folder.path.string) ? "process: \(pid) \(line)" : nil
        }
    }
}
