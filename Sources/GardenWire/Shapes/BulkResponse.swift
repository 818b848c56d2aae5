public import Garden
public import JSON

/// What a bulk call tells of each container.
public protocol BulkItem: WireDecodable, WireEncodable, Hashable, Sendable {
    /// Its member of an entry.
    static var memberName: String { get }
    /// What stands there when it could not be had.
    static var none: Self { get }
}

extension ContainerInfo: BulkItem {
    /// The original's name.
    public static var memberName: String { "Info" }

    /// Nothing known, not even its state.
    public static var none: ContainerInfo {
        var info = ContainerInfo()
        info.state = .unknown
        return info
    }
}

extension Metrics: BulkItem {
    /// The original's name.
    public static var memberName: String { "Metrics" }

    /// Nothing used.
    public static var none: Metrics { Metrics() }
}

/// The answer to a bulk call: for each handle what was asked for, or why it could not be had.
public struct BulkResponse<Item: BulkItem>: Hashable, Sendable, WireDecodable, WireEncodable {
    /// By handle, unchecked.
    public var entries: [String: Result<Item, GardenError>]

    /// An answer.
    public init(entries: [String: Result<Item, GardenError>]) { self.entries = entries }

    /// Reads an object of entries; `null` is an empty one. An entry with an error has nothing else.
    public init(wire: JSONValue) throws(WireError) {
        entries = [:]
        if wire.isNull { return }
        guard let object = wire.object else {
            throw .wrongType(field: "", expected: "an object", value: wire.excerpt)
        }
        for member in object.members {
            do {
                entries[member.key] = try Entry<Item>(wire: member.value).result
            } catch {
                throw error.inside(member.key)
            }
        }
    }

    /// The object, sorted by handle as the original writes maps.
    public var wire: JSONValue {
        .object(JSONObject(entries.sorted { $0.key < $1.key }.map { ($0.key, Entry(result: $0.value).wire) }))
    }
}

/// One container's part of a bulk answer.
private struct Entry<Item: BulkItem>: WireDecodable, WireEncodable {
    let result: Result<Item, GardenError>

    init(result: Result<Item, GardenError>) { self.result = result }

    init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        if let error: WireErrorBody = try fields.optional("Err") {
            result = .failure(error.error)
        } else {
            result = .success(try fields.value(Item.memberName))
        }
    }

    /// Both members; the one that does not apply is empty.
    var wire: JSONValue {
        WireWriter.object { fields in
            switch result {
            case .success(let item):
                fields.always(Item.memberName, item)
                fields.always("Err", JSONValue.null)
            case .failure(let error):
                fields.always(Item.memberName, Item.none)
                fields.always("Err", WireErrorBody(error))
            }
        }
    }
}
