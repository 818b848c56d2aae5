import JSON
import Linux
import SystemPackage

/// What is going to be made for a container, on disk before anything is: should the runtime be killed half-way, a forced
/// delete finds it here.
struct ContainerIntent: Sendable, Hashable {
    /// The file's name in the container's folder.
    static let fileName = "intent.json"

    /// The folders of its cgroups, as in its state.
    var cgroupPaths: [String: String]

    init(cgroupPaths: [String: String]) { self.cgroupPaths = cgroupPaths }

    /// Reads the file; what is not there, or damaged, means nothing.
    init(from folder: FilePath) {
        cgroupPaths = [:]
        do {
            let json = try JSONValue(parsing: try Files.read(folder.appending(Self.fileName)))
            for member in json["cgroup_paths"]?.object?.members ?? [] {
                if let path = member.value.string { cgroupPaths[member.key] = path }
            }
        } catch {
            // It is written as a whole before anything else is there.
            return
        }
    }

    func save(to folder: FilePath) throws(LibcontainerError) {
        let json: JSONValue = ["cgroup_paths": .sorted(cgroupPaths)]
        try system { () throws(LinuxError) in
            try Files.write(
                json.encoded(), to: folder.appending(Self.fileName), mode: FilePermissions(rawValue: 0o600),
                durably: false)
        }
    }
}
