public import Garden
public import JSON

/// The body of an answer that is no success: always all five members.
public struct WireErrorBody: Hashable, Sendable, WireDecodable, WireEncodable {
    /// What kind of error it is, verbatim as the original's clients compare it; empty: no kind of its own.
    public var type = ""
    /// The message for people.
    public var message = ""
    /// The handle of a container that was not found.
    public var handle = ""
    /// The id of a process that was not found.
    public var processID = ""
    /// Never filled by anyone; kept because readers may ask for it.
    public var binary = ""

    /// An error without kind and message.
    public init() {}

    /// What `error` looks like on the wire.
    public init(_ error: GardenError) {
        message = error.description
        type = WireErrorType(error)?.rawValue ?? ""
        switch error {
        case .containerNotFound(let handle): self.handle = handle
        case .processNotFound(let id): processID = id
        default: break
        }
    }

    /// Reads the object; a member that is missing is empty.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        type = try fields.string("Type")
        message = try fields.string("Message")
        handle = try fields.string("Handle")
        processID = try fields.string("ProcessID")
        binary = try fields.string("Binary")
    }

    /// The five members.
    public var wire: JSONValue {
        [
            "Type": .string(type),
            "Message": .string(message),
            "Handle": .string(handle),
            "ProcessID": .string(processID),
            "Binary": .string(binary),
        ]
    }

    /// The error this stands for. Only `type` decides which; an unknown one is a plain failure.
    public var error: GardenError {
        switch WireErrorType(rawValue: type) {
        case .containerNotFound: .containerNotFound(handle: handle)
        case .processNotFound: .processNotFound(id: processID)
        case .executableNotFound: .executableNotFound(message: message)
        case .serviceUnavailable: .serviceUnavailable(cause: message)
        case .unrecoverable: .unrecoverable(symptom: message)
        case nil: .failed(message)
        }
    }
}

/// The kinds of error that have a name on the wire, verbatim.
enum WireErrorType: String {
    case containerNotFound = "ContainerNotFoundError"
    case processNotFound = "ProcessNotFoundError"
    case executableNotFound = "ExecutableNotFoundError"
    case serviceUnavailable = "ServiceUnavailableError"
    case unrecoverable = "UnrecoverableError"

    init?(_ error: GardenError) {
        switch error {
        case .containerNotFound: self = .containerNotFound
        case .processNotFound: self = .processNotFound
        case .executableNotFound: self = .executableNotFound
        case .serviceUnavailable: self = .serviceUnavailable
        case .unrecoverable: self = .unrecoverable
        case .invalidName, .invalidRequest, .conflict, .notImplemented, .failed: return nil
        }
    }
}
