public import Garden
public import JSON

extension NetOutRule: WireDecodable, WireEncodable {
    /// Reads the object. Any protocol number passes: which are known is the backend's business.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        transport = TransportProtocol(rawValue: try fields.integer("protocol"))
        networks = try fields.list("networks")
        ports = try fields.list("ports")
        icmp = try fields.optional("icmps")
        log = try fields.bool("log")
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("protocol", transport.rawValue)
            fields.nonZero("networks", networks)
            fields.nonZero("ports", ports)
            fields.present("icmps", icmp)
            fields.nonZero("log", log)
        }
    }
}

extension NetOutRule.AddressRange: WireDecodable, WireEncodable {
    /// Reads the object; empty text is no address.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(start: try fields.address("start"), end: try fields.address("end"))
    }

    /// The object without the addresses that are not set.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("start", start ?? "")
            fields.nonZero("end", end ?? "")
        }
    }
}

extension NetOutRule.PortRange: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(start: try fields.integer("start"), end: try fields.integer("end"))
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("start", start)
            fields.nonZero("end", end)
        }
    }
}

extension NetOutRule.ICMPControl: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(type: try fields.integer("type"), code: try fields.optionalInteger("code"))
    }

    /// The object; the code is there also when it is zero, the type only when it is not.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("type", type)
            fields.present("code", code)
        }
    }
}

extension WireReader {
    /// An IP address, written as all of them are; empty text is none.
    func address(_ name: String) throws(WireError) -> String? {
        guard let text = try optionalString(name), !text.isEmpty else { return nil }
        guard let address = IPAddressText.canonical(text) else { throw .invalidAddress(field: name, value: text) }
        return address
    }
}
