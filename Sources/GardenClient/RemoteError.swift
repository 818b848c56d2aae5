/// What can go wrong between this client and a server. What the server itself reports is a `GardenError`.
public enum RemoteError: Error, Hashable, Sendable {
    /// No connection could be made.
    case unreachable(GardenAddress, reason: String)
    /// The connection ended or broke in the middle of a call.
    case connectionLost(reason: String)
    /// The server refused in words that are not the API's.
    case refused(status: Int, text: String)
    /// The server's answer is not what the API promises.
    case badResponse(reason: String)
    /// The connection to a process ended without an exit status: the process may still run, and can be attached to.
    case detached(process: String)
    /// The server could not wait for the process.
    case waitFailed(reason: String)
    /// Standard input that is not UTF-8, which the wire cannot carry.
    case standardInputNotText(process: String)
    /// Two reads of one stream at the same time.
    case overlappingReads
}

extension RemoteError: CustomStringConvertible {
    /// One line. That of `detached` ends in `EOF`, by which callers of the original know that they should attach again.
    public var description: String {
        switch self {
        case .unreachable(let address, let reason): "cannot connect to \(address): \(reason)"
        case .connectionLost(let reason): "connection lost: \(reason)"
        case .refused(let status, let text): "server answered with status \(status): \(text)"
        case .badResponse(let reason): "bad response: \(reason)"
        case .detached(let process): "detached from process '\(process)', which has no exit status yet: EOF"
        case .waitFailed(let reason): "process error: \(reason)"
        case .standardInputNotText(let process):
            "standard input of process '\(process)' is not UTF-8, and the API's wire carries only text"
        case .overlappingReads: "a stream is read twice at the same time"
        }
    }
}
