public import Garden

extension GardenError {
    /// The error that a client is told about when `error` ended its call.
    ///
    /// What cannot be understood is the client's fault; whatever has no place in the API is a plain failure.
    public init(reporting error: any Error) {
        switch error {
        case let error as GardenError: self = error
        case let error as any GardenErrorConvertible: self = error.gardenError
        case let error as WireError: self = .invalidRequest(error.description)
        default: self = .failed("\(error)")
        }
    }

    /// The HTTP status it is answered with. Clients tell errors apart by their type only.
    public var status: Int {
        switch self {
        case .containerNotFound, .processNotFound: 404
        case .invalidName, .invalidRequest: 400
        case .conflict: 409
        case .notImplemented: 501
        case .serviceUnavailable: 503
        case .executableNotFound, .unrecoverable, .failed: 500
        }
    }
}
