public import JSON
import OCI

/// Something that a runtime's `events` tells.
public struct RuntimeEvent: Sendable, Hashable {
    /// What it is about.
    public enum Content: Sendable, Hashable {
        /// The container's figures at this moment.
        case statistics(RuntimeStatistics)
        /// The container ran out of memory.
        case outOfMemory
        /// Another type of event, with its data as the runtime gave it.
        case other(type: String, data: JSONValue?)
    }

    /// The container.
    public var id: String
    /// What it tells.
    public var content: Content

    /// An event.
    public init(id: String, content: Content) { (self.id, self.content) = (id, content) }

    /// Reads one event.
    ///
    /// - Throws: `RuncCommandError.malformedOutput`, with the name of the member that is wrong, when it is no event.
    public init(json: JSONValue) throws(RuncCommandError) {
        self = try RuntimeAnswer.understand(json, of: "events") { json throws(OCIError) in
            var reader = try FieldReader(json, at: "")
            let id = try reader.required(try reader.string("id"), "id")
            let type = try reader.required(try reader.string("type"), "type")
            return RuntimeEvent(id: id, content: try Self.content(type, &reader))
        }
    }

    private static func content(_ type: String, _ reader: inout FieldReader) throws(OCIError) -> Content {
        switch type {
        case "stats":
            let statistics = try reader.take("data", RuntimeStatistics.init(json:at:))
            return .statistics(try reader.required(statistics, "data"))
        case "oom": return .outOfMemory
        default:
            return .other(type: type, data: try reader.take("data") { json, _ throws(OCIError) in json })
        }
    }
}
