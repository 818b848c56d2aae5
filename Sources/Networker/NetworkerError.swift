public import Garden

/// What the networker refuses, besides `SubnetError`.
public enum NetworkerError: Error, Hashable, Sendable {
    /// A tag that cannot be part of an interface's name.
    case invalidTag(String)
    /// A container is to be connected for which nothing was planned.
    case notPrepared(Handle)
    /// The networker's section of a record is not what it wrote.
    case malformedRecord(Handle)
    /// A link has the name of one of ours, and is something else.
    case foreignLink(String)
    /// The firewall did not take a change; `reason` is nftables' text.
    case firewall(operation: String, reason: String)
}

extension NetworkerError: CustomStringConvertible {
    /// One lower-case sentence with the values in it.
    public var description: String {
        switch self {
        case .invalidTag(let tag): "the tag '\(tag)' is not made of up to 4 of the characters a-z and 0-9"
        case .notPrepared(let handle): "no network was planned for \(handle)"
        case .malformedRecord(let handle): "the record of \(handle) has a network that this version does not understand"
        case .foreignLink(let name): "the link \(name) is no bridge"
        case .firewall(let operation, let reason): "firewall: \(operation): \(reason)"
        }
    }
}
