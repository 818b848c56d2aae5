public import Garden
public import Linux
public import SystemPackage

/// Why there is no root file system.
public enum VolumizerError: Error, Hashable, Sendable {
    /// Neither the request nor the server names an image.
    case noImage
    /// The image's address is of a kind that this server cannot use.
    case unsupportedImage(uri: String, reason: String)
    /// There is nothing at the image's path.
    case imageMissing(FilePath)
    /// There is something at the path of an image that is to be used as it is, but no folder.
    case imageNotFolder(FilePath)
    /// There is a pipe, a socket or a device at the image's path.
    case imageSpecial(FilePath)
    /// The image cannot be looked at or opened.
    case imageUnreadable(FilePath, reason: String)
    /// The image's file is no archive that can be unpacked.
    case imageUnusable(FilePath, reason: String)
    /// The image's archive has nothing in it.
    case imageEmpty(FilePath)
    /// The image could not be unpacked, for a reason that may not lie in it.
    case unpackingFailed(FilePath, reason: String)
    /// A folder on the way to a root file system lets only some pass; a container's root is none of them.
    case impassable(folder: FilePath, on: FilePath, owner: FileOwner)
    /// What the container had written is gone, or its record is.
    case volumeLost(Handle, reason: String)
    /// Several volumes could not be removed.
    case sweepFailed(reasons: [String])
}

extension VolumizerError: CustomStringConvertible {
    private static let supported =
        "supported are raw:///FOLDER, and file:///PATH or the plain path of a folder or a tar file (gzip, zstd or plain)"

    /// The text that reaches the client.
    public var description: String {
        switch self {
        case .noImage: "the request names no image, and the server has no default root file system"
        case .unsupportedImage(let uri, let reason): "image \(uri): \(reason); \(Self.supported)"
        case .imageMissing(let path): "image \(path) does not exist"
        case .imageNotFolder(let path): "image \(path) is no folder; \(Self.supported)"
        case .imageSpecial(let path): "image \(path) is neither a folder nor a file"
        case .imageUnreadable(let path, let reason): "image \(path) cannot be read: \(reason)"
        case .imageUnusable(let path, let reason): "image \(path) cannot be unpacked: \(reason)"
        case .imageEmpty(let path): "image \(path) is empty"
        case .unpackingFailed(let path, let reason): "unpacking image \(path) failed: \(reason)"
        case .impassable(let folder, let path, let owner):
            "containers cannot reach \(path): user \(owner.user) must be able to enter \(folder) (chmod o+x \(folder))"
        case .volumeLost(let handle, let reason): "the volume of \(handle) is lost: \(reason)"
        case .sweepFailed(let reasons): "cannot remove what nobody needs: \(reasons.joined(separator: "; "))"
        }
    }
}

extension VolumizerError: GardenErrorConvertible {
    /// The same text. An image that cannot be used is its sender's mistake; all else is ours.
    public var gardenError: GardenError {
        switch self {
        case .noImage, .unsupportedImage, .imageMissing, .imageNotFolder, .imageSpecial, .imageUnreadable,
            .imageUnusable, .imageEmpty:
            .invalidRequest(description)
        case .unpackingFailed, .impassable, .volumeLost, .sweepFailed: .failed(description)
        }
    }
}
