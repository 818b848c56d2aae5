import JSON
import Linux
import OCI
import SystemPackage

/// The bundle in a container's folder.
enum BundleFile {
    private static let name = "config.json"
    /// It holds the container's environment.
    private static let mode = FilePermissions(rawValue: 0o600)

    static func write(_ bundle: RuntimeSpec, to folder: FilePath) throws {
        // Not durable: after a crash a container is destroyed or its bundle was read by the runtime long before.
        try Files.write(bundle.json.encoded(), to: folder.appending(name), mode: mode, durably: false)
    }

    static func read(from folder: FilePath) throws -> RuntimeSpec {
        try RuntimeSpec(json: JSONValue(parsing: Files.read(folder.appending(name))))
    }
}
