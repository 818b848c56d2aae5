public import Garden
public import JSON

/// The body of a Stop request.
public struct StopRequest: Hashable, Sendable, WireDecodable, WireEncodable {
    /// Whether processes are killed at once.
    public var kill: Bool

    /// A request.
    public init(kill: Bool) { self.kill = kill }

    /// Reads the object; without a member nothing is killed at once.
    public init(wire: JSONValue) throws(WireError) { kill = try WireReader(wire).bool("kill") }

    /// The member, also when it is false.
    public var wire: JSONValue { ["kill": .bool(kill)] }
}

/// The body of a SetGraceTime request: a bare number of nanoseconds.
public struct GraceTimeRequest: Hashable, Sendable, WireDecodable, WireEncodable {
    /// How long the container may be unused.
    public var time: Duration

    /// A request.
    public init(_ time: Duration) { self.time = time }

    /// Reads the number; `null` is 0.
    public init(wire: JSONValue) throws(WireError) {
        let nanoseconds: Int64 = wire.isNull ? 0 : try wire.wholeNumber(field: "")
        time = .nanoseconds(nanoseconds)
    }

    /// The number.
    public var wire: JSONValue { .integer(time.wireNanoseconds) }
}

/// The body of a NetIn request.
public struct NetInRequest: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The container's handle; servers take it from the path.
    public var handle: String
    /// The ports.
    public var forwarding: PortForwarding

    /// A request.
    public init(handle: String, _ forwarding: PortForwarding) { (self.handle, self.forwarding) = (handle, forwarding) }

    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        handle = try WireReader(wire).string("handle")
        forwarding = try PortForwarding(wire: wire)
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("handle", handle)
            fields.nonZero("host_port", forwarding.hostPort)
            fields.nonZero("container_port", forwarding.containerPort)
        }
    }
}

/// The answer to NetIn: the ports that were chosen.
public struct NetInResponse: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The ports.
    public var forwarding: PortForwarding

    /// An answer.
    public init(_ forwarding: PortForwarding) { self.forwarding = forwarding }

    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) { forwarding = try PortForwarding(wire: wire) }

    /// The object without what is zero.
    public var wire: JSONValue { NetInRequest(handle: "", forwarding).wire }
}

/// The body of a BulkNetOut request.
public struct NetOutRules: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The rules, in order.
    public var rules: [NetOutRule]

    /// A request.
    public init(_ rules: [NetOutRule]) { self.rules = rules }

    /// Reads an array; `null` is an empty one.
    public init(wire: JSONValue) throws(WireError) {
        rules = []
        if wire.isNull { return }
        guard let array = wire.array else {
            throw .wrongType(field: "", expected: "an array", value: wire.excerpt)
        }
        for (index, element) in array.enumerated() {
            do {
                rules.append(try NetOutRule(wire: element))
            } catch {
                throw error.inside("[\(index)]")
            }
        }
    }

    /// The array.
    public var wire: JSONValue { .array(rules.map(\.wire)) }
}
