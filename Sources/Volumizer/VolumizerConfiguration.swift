public import Guardian
public import SystemPackage

/// How an image's owners become a container's, whose ids are others outside than inside.
public enum OwnerShift: Sendable, Hashable {
    /// By an id-mapped mount; where the kernel or the image's file system has none, by a copy.
    case automatic
    /// By an id-mapped mount of the image: nothing is copied.
    case idMapped
    /// By a copy of the image, made once for each image.
    case copied
}

/// What an operator chooses about root file systems.
public struct VolumizerConfiguration: Sendable, Hashable {
    /// Where volumes and copies of images are kept.
    public var layout: DepotLayout
    /// The program that unpacks images, `gdn-tar`.
    public var archiver: FilePath
    /// The image of requests that name none; empty: they are refused.
    public var defaultRootFS: String
    /// How owners are shifted.
    public var ownerShift: OwnerShift

    /// A configuration.
    public init(
        layout: DepotLayout, archiver: FilePath, defaultRootFS: String = "", ownerShift: OwnerShift = .automatic
    ) {
        (self.layout, self.archiver) = (layout, archiver)
        (self.defaultRootFS, self.ownerShift) = (defaultRootFS, ownerShift)
    }
}

extension VolumizerConfiguration {
    /// Checks that an image's address can be understood. Whether there is such an image is not looked at.
    ///
    /// - Throws: `VolumizerError.unsupportedImage` or `.noImage`.
    public static func check(image uri: String) throws(VolumizerError) {
        _ = try ImageSource(uri: uri, standard: "")
    }
}
