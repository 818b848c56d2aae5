/// What the Garden API promises its callers about failures.
///
/// Texts marked verbatim are seen or compared by the original's clients.
public enum GardenError: Error, Hashable, Sendable {
    /// What a refused name was to be.
    public enum NameKind: String, Sendable {
        /// A container's handle.
        case handle
        /// A process's id.
        case process = "process id"
        /// A property's key.
        case property = "property key"
    }

    /// There is no such container.
    case containerNotFound(handle: String)
    /// There is no such process.
    case processNotFound(id: String)
    /// The program to run does not exist in the container.
    case executableNotFound(message: String)
    /// The server cannot do this now; another server may.
    case serviceUnavailable(cause: String)
    /// The server is broken and must not be retried.
    case unrecoverable(symptom: String)
    /// A handle, process id or property key that cannot be accepted.
    case invalidName(kind: NameKind, value: String, reason: String)
    /// The request makes no sense as it is.
    case invalidRequest(String)
    /// The request clashes with something that exists.
    case conflict(String)
    /// The server knows the call but does not offer it.
    case notImplemented(String)
    /// Everything else.
    case failed(String)
}

extension GardenError: CustomStringConvertible {
    /// The message as the API shows it.
    public var description: String {
        switch self {
        case .containerNotFound(let handle): "unknown handle: \(handle)"  // verbatim
        case .processNotFound(let id): "unknown process: \(id)"  // verbatim
        case .executableNotFound(let message): message
        case .serviceUnavailable(let cause): cause
        case .unrecoverable(let symptom): symptom
        case .invalidName(let kind, let value, let reason): "invalid \(kind.rawValue) '\(value)': \(reason)"
        case .invalidRequest(let message), .conflict(let message), .notImplemented(let message), .failed(let message):
            message
        }
    }
}

/// An error of a backend's own that knows what the API says of it.
public protocol GardenErrorConvertible: Error {
    /// What a client is told.
    var gardenError: GardenError { get }
}
