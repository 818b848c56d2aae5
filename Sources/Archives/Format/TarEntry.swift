/// A member of an archive, without its contents.
struct TarEntry: Hashable {
    enum Kind: Hashable {
        case file
        case folder
        case symbolicLink
        case hardLink
        case pipe
        case characterDevice
        case blockDevice
    }

    /// Seconds and nanoseconds since 1970.
    struct Time: Hashable {
        var seconds: Int64
        var nanoseconds: Int
    }

    /// An extended attribute.
    struct Attribute: Hashable {
        var name: [UInt8]
        var value: [UInt8]
    }

    var name: [UInt8]
    var kind: Kind
    /// The permission bits, set-id and sticky bits among them.
    var mode: UInt32 = 0
    var user: Int64 = 0
    var group: Int64 = 0
    var userName: [UInt8] = []
    var groupName: [UInt8] = []
    /// How many bytes a file has, holes included.
    var size: Int64 = 0
    var modified = Time(seconds: 0, nanoseconds: 0)
    /// Where a link leads.
    var target: [UInt8] = []
    var deviceMajor: Int64 = 0
    var deviceMinor: Int64 = 0
    var attributes: [Attribute] = []
    /// Which parts of a file the archive has, in order; nil: all of it.
    var extents: [Extent]?
}

/// A part of a file that is no hole.
struct Extent: Hashable {
    var offset: Int64
    var count: Int64
}
