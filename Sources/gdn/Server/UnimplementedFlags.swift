/// Flags of the original that this server knows and does not honour yet.
///
/// They are refused rather than ignored: an operator who sets one relies on what it does.
enum UnimplementedFlags {
    static let table: [String: String] = [
        "--config": "reading flags from a file",
        "--debug-bind-ip": "the debug server",
        "--debug-bind-port": "the debug server",
        "--skip-setup": "a separate setup of cgroups (the server always prepares its own)",
        "--assets-dir": "bundled binaries",
        "--no-image-plugin": "image plugins",
        "--image-plugin": "image plugins",
        "--image-plugin-extra-arg": "image plugins",
        "--privileged-image-plugin": "image plugins",
        "--privileged-image-plugin-extra-arg": "image plugins",
        "--docker-registry": "fetching images from a registry",
        "--insecure-docker-registry": "fetching images from a registry",
        "--external-ip": "forwarding ports",
        "--port-pool-start": "forwarding ports",
        "--port-pool-size": "forwarding ports",
        "--port-pool-properties-path": "forwarding ports",
        "--network-plugin": "network plugins",
        "--network-plugin-extra-arg": "network plugins",
        "--enable-container-network-metrics": "metrics",
        "--container-io-max-read-bps": "throttling block devices",
        "--container-io-max-write-bps": "throttling block devices",
        "--container-io-max-read-iops": "throttling block devices",
        "--container-io-max-write-iops": "throttling block devices",
        "--metrics-emission-interval": "metrics",
        "--dropsonde-origin": "metrics",
        "--dropsonde-destination": "metrics",
        "--cpu-entitlement-per-share": "metrics",
        "--containerd-socket": "containerd",
        "--use-containerd-for-processes": "containerd",
        "--enable-cpu-throttling": "CPU throttling",
        "--cpu-throttling-check-interval": "CPU throttling",
    ]

    /// The sentence that refuses the first such flag among `arguments`, or nil.
    static func refusal(in arguments: [String]) -> String? {
        for argument in arguments {
            let name = String(argument.prefix { $0 != "=" })
            if let feature = table[name] {
                return "\(name) is known but not implemented yet: \(feature)"
            }
        }
        return nil
    }
}
