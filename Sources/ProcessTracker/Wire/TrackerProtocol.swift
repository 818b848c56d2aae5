import SystemPackage

/// What server and tracker have to agree on, beside the messages.
///
/// One JSON object a packet, `type` says which. Each side's first message is `hello` with the version. Requests bear
/// a number, which every message that answers them repeats; several may be under way. A receiver leaves members alone
/// that it does not know, so that later versions can add some; a server also leaves messages alone that it does not know
/// and that answer nothing.
public enum TrackerProtocol {
    /// The version of the messages.
    public static let version = 1
    /// The tracker's socket in the container's folder.
    public static let socketName = "tracker.sock"
    /// In the container's folder: what happened to the container.
    public static let eventsFile = "events.json"
    /// In the container's folder: how its init ended.
    public static let initExitFile = "init.exit.json"
    /// In the container's folder: its init.
    public static let initFile = "init.json"
    /// The descriptor at which a tracker finds its first connection.
    public static let firstConnection = 3
}

/// Why a packet is no message.
public enum WireError: Error, Hashable, Sendable {
    /// It is not a JSON object with a type that is known.
    case malformed(String)
    /// The other side speaks another version.
    case incompatible(version: Int)
}

extension WireError: CustomStringConvertible {
    /// One lower-case sentence.
    public var description: String {
        switch self {
        case .malformed(let reason): "malformed message: \(reason)"
        case .incompatible(let version):
            "the other side speaks version \(version), and this one \(TrackerProtocol.version)"
        }
    }
}
