import GardenWire

/// A request, complete with its body unless that is an archive.
struct Request: Sendable {
    /// What is to be done.
    let match: RouteMatch
    /// The method and path as sent, for error messages.
    let line: String
    /// The decoded query.
    let query: Query
    /// The body.
    var body: [UInt8] = []
    /// The body that is to be read while it arrives.
    var archive: RequestBody?
    /// The id that the caller follows its work by.
    let trace: String?

    private init(_ head: RequestHead) {
        (match, line, query, trace) = (head.match, head.line, head.query, head.trace)
    }

    /// A request that has arrived.
    init(_ head: RequestHead, body: [UInt8]) {
        self.init(head)
        self.body = body
    }

    /// A request whose body is arriving.
    init(_ head: RequestHead, archive: RequestBody) {
        self.init(head)
        self.archive = archive
    }
}
