public import Garden
public import JSON

extension PortForwarding: WireDecodable, WireEncodable {
    /// Reads the form that specs and net-in calls have.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(
            hostPort: try fields.integer("host_port"),
            containerPort: try fields.integer("container_port"))
    }

    /// The form that a spec has: both ports, also when they are zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.always("host_port", hostPort)
            fields.always("container_port", containerPort)
        }
    }
}

/// A forwarding as `ContainerInfo` shows it, which has other names than a spec's.
struct MappedPort: WireDecodable, WireEncodable {
    let forwarding: PortForwarding

    init(_ forwarding: PortForwarding) { self.forwarding = forwarding }

    init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        forwarding = PortForwarding(
            hostPort: try fields.integer("HostPort"),
            containerPort: try fields.integer("ContainerPort"))
    }

    var wire: JSONValue {
        WireWriter.object { fields in
            fields.always("HostPort", forwarding.hostPort)
            fields.always("ContainerPort", forwarding.containerPort)
        }
    }
}
