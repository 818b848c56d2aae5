public import JSON

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
    /// - Throws: `RuncCommandError.malformedOutput` when it is no event.
    public init(json: JSONValue) throws(RuncCommandError) {
        throw .malformedOutput(command: "events", reason: "TODO")
    }
}
