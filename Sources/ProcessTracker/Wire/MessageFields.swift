import JSON

/// The members of a message, with errors that name the one that is missing.
struct MessageFields {
    let type: String
    private let json: JSONValue

    init(_ bytes: [UInt8]) throws(WireError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .malformed("\(error)")
        }
        guard let type = json["type"]?.string else { throw .malformed("no type") }
        (self.json, self.type) = (json, type)
    }

    subscript(name: String) -> JSONValue? { json[name] }

    func string(_ name: String) throws(WireError) -> String {
        guard let value = json[name]?.string else { throw .malformed("\(type): no \(name)") }
        return value
    }

    func integer<Value: FixedWidthInteger>(_ name: String) throws(WireError) -> Value {
        guard let value: Value = json[name]?.integer() else { throw .malformed("\(type): no \(name)") }
        return value
    }

    func name(_ name: String) throws(WireError) -> ProcessName {
        guard let value = ProcessName(try string(name)) else { throw .malformed("\(type): invalid \(name)") }
        return value
    }
}
