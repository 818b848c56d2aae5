public import Garden
public import JSON

/// One message on a process connection, in either direction. Which members are there says what it means.
public struct ProcessPayload: Hashable, Sendable, WireDecodable, WireEncodable {
    /// The process's id; only the server's first payload is asked for it.
    public var processID = ""
    /// The id under which the output connections find this call's streams; only in the server's first payload.
    public var streamID = ""
    /// Its presence means standard input; the number itself, 0 by custom, has no meaning.
    public var source: Int?
    /// Bytes for the standard input as text; nil beside a `source`: the end of it.
    public var data: String?
    /// The process ended with this status.
    public var exitStatus: Int?
    /// Waiting for the process failed.
    public var error: String?
    /// The terminal is to have this size.
    public var terminal: TerminalSpec?
    /// A signal by its number on the wire; see `ProcessSignal`.
    public var signal: Int?

    /// A payload that says nothing.
    public init() {}

    /// Reads the object; `null` says nothing.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        processID = try fields.string("process_id")
        streamID = try fields.string("stream_id")
        source = try fields.optionalInteger("source")
        data = try fields.optionalString("data")
        exitStatus = try fields.optionalInteger("exit_status")
        error = try fields.optionalString("error")
        terminal = try fields.optional("tty")
        signal = try fields.optionalInteger("signal")
    }

    /// The object without what is absent.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("process_id", processID)
            fields.nonZero("stream_id", streamID)
            fields.present("source", source)
            if let data { fields.always("data", data) }
            fields.present("exit_status", exitStatus)
            if let error { fields.always("error", error) }
            fields.present("tty", terminal)
            fields.present("signal", signal)
        }
    }
}
