import Garden
import JSON

extension ContainerSpec {
    /// What a record keeps of a request: enough to tell what was asked for, and nothing secret.
    var summary: JSONValue {
        [
            "image": .string(image.uri.isEmpty ? rootFSPath : image.uri),
            "privileged": .bool(privileged),
            "network": .string(network),
            "grace_time": .integer(graceTime.nanoseconds),
            "bind_mounts": .array(
                bindMounts.map { mount in
                    [
                        "source": .string(mount.source), "destination": .string(mount.destination),
                        "writable": .bool(mount.mode == .readWrite),
                    ]
                }),
            "limits": [
                "memory": .integer(limits.memory.limitInBytes),
                "cpu_shares": .integer(limits.cpu.shares),
                "pids": .integer(limits.pids.max),
                "disk": .integer(limits.disk.byteHard),
            ],
        ]
    }
}

extension Duration {
    /// The whole duration in nanoseconds, as the wire and the records have it; out of range becomes the nearest.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowed) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || overflowed ? (seconds < 0 ? .min : .max) : sum
    }
}
