public import Garden

/// What the gardener refuses, in words that callers of the original know. Texts marked verbatim are compared by them.
public enum GuardianError: Error, Hashable, Sendable {
    /// The handle belongs to a container, whatever its state.
    case handleTaken(String)
    /// There are as many containers as there may be.
    case tooManyContainers(limit: Int)
    /// Privileged containers were switched off.
    case privilegedDisabled
    /// The request names its image twice.
    case twoImages
    /// The request uses something this server does not do yet.
    case unsupported(String)
    /// There is no such property.
    case unknownProperty(String)
    /// Parts of a container could not be destroyed; the container is kept, and destroying can be tried again.
    case destroyFailed(handle: String, reasons: [String])
    /// The gardener is not able to work with this depot.
    case unusableDepot(path: String, reason: String)
}

extension GuardianError: CustomStringConvertible {
    /// The text that reaches the client.
    public var description: String {
        switch self {
        case .handleTaken(let handle): "Handle '\(handle)' already in use"  // verbatim
        case .tooManyContainers: "max containers reached"  // verbatim
        case .privilegedDisabled: "privileged container creation is disabled"  // verbatim
        case .twoImages: "Cannot provide both Image.URI and RootFSPath"  // verbatim
        case .unsupported(let what): "\(what) is not implemented yet"
        case .unknownProperty(let key): "property does not exist: \(key)"  // verbatim
        case .destroyFailed(let handle, let reasons): "destroying \(handle): \(reasons.joined(separator: "; "))"
        case .unusableDepot(let path, let reason): "depot \(path): \(reason)"
        }
    }
}

extension GuardianError: GardenErrorConvertible {
    /// The same text, and what kind of failure it is.
    public var gardenError: GardenError {
        switch self {
        case .handleTaken: .conflict(description)
        case .privilegedDisabled, .twoImages, .unknownProperty: .invalidRequest(description)
        case .unsupported: .notImplemented(description)
        case .tooManyContainers, .destroyFailed, .unusableDepot: .failed(description)
        }
    }
}
