import GardenWire

/// A request, complete with its body.
struct Request: Sendable {
    /// What is to be done.
    let match: RouteMatch
    /// The method and path as sent, for error messages.
    let line: String
    /// The decoded query.
    let query: Query
    /// The body.
    let body: [UInt8]
    /// The id that the caller follows its work by.
    let trace: String?
}
