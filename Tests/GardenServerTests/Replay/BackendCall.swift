import JSON

/// A call that reached the backend, or how often one did.
struct BackendCall: Hashable, Sendable, CustomStringConvertible {
    /// Which call, and what is known of it.
    enum Kind: String, Sendable {
        case create, createdProperties, list, destroy, lookup, bulkInfo, netIn, netOut, stop, setGraceTime
        case property, removeProperty, setProperty, propertyKey
        case run, attach, signal, resize, streamIn, streamedBody, streamOut, streamOutClosed
        /// What a process read from its standard input.
        case input
        /// A process read the end of its standard input.
        case inputEnd
        case createCount, destroyCount, lookupCount, infoCount
    }

    let kind: Kind
    let argument: JSONValue

    init(_ kind: Kind, _ argument: JSONValue) { (self.kind, self.argument) = (kind, argument) }

    var description: String { "\(kind.rawValue) \(argument)" }

    /// Long input as the recordings shorten it.
    static func input(_ bytes: [UInt8]) -> BackendCall {
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        return BackendCall(.input, .string(bytes.count > 200 ? "\(text)...(\(bytes.count) bytes)" : text))
    }
}
