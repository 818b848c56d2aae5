import Linux
import SystemPackage

/// Kernel parameters of a container's own namespaces (sysctl(8)).
enum KernelParameters {
    /// Writes them, by a /proc that nobody inside has touched.
    static func write(_ parameters: [String: String]) throws(LibcontainerError) {
        guard !parameters.isEmpty else { return }
        try system { () throws(LinuxError) in
            let proc = try PrivateProc(processesOnly: false)
            for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
                try proc.write(value, to: FilePath("sys/" + path(of: name)))
            }
        }
    }

    /// The first separator says which of the two it is; the other one then is part of names: `net/ipv4/conf/eth0.1/arp`.
    static func path(of name: String) -> String {
        let isPath = name.first { $0 == "." || $0 == "/" } == "/"
        return isPath ? name : String(name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
    }
}
