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
    /// There is something at the image's path, but no folder.
    case imageNotFolder(FilePath)
    /// A folder on the way to a root file system lets only some pass; a container's root is none of them.
    case impassable(folder: FilePath, on: FilePath, owner: FileOwner)
    /// What the container had written is gone, or its record is.
    case volumeLost(Handle, reason: String)
    /// Several volumes could not be removed.
    case sweepFailed(reasons: [String])
}

extension VolumizerError: CustomStringConvertible {
    private static let supported = "supported are raw:///FOLDER, file:///FOLDER and a folder's plain path"

    /// The text that reaches the client.
    public var description: String {
        switch self {
        case .noImage: "the request names no image, and the server has no default root file system"
        case .unsupportedImage(let uri, let reason): "image \(uri): \(reason); \(Self.supported)"
        case .imageMissing(let path): "image \(path) does not exist"
        case .imageNotFolder(let path): "image \(path) is no folder; \(Self.supported)"
        case .impassable(let folder, let path, let owner):
            "containers cannot reach \(path): user \(owner.user) must be able to enter \(folder) (chmod o+x \(folder))"
        case .volumeLost(let handle, let reason): "the volume of \(handle) is lost: \(reason)"
        case .sweepFailed(let reasons): "cannot remove what nobody needs: \(reasons.joined(separator: "; "))"
        }
    }
}
