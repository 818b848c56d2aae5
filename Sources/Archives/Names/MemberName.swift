/// The name of a member as a path below the destination: relative, in its shortest form, without `.` and `..`.
struct MemberName: Hashable {
    /// Far longer than what the kernel takes at once, and short enough to go through step by step.
    static let longest = 1 << 16

    /// The path; empty: the destination itself.
    let path: [UInt8]
    /// Whether the archive's name ends like a folder's.
    let isFolderLike: Bool

    /// Reads a name of an archive. Slashes in front do not count, nor do empty parts and `.`.
    ///
    /// - Throws: `ArchiveError.refused` for an empty name, one with `..` or a NUL in it, and one longer than `longest`.
    init(_ name: [UInt8]) throws(ArchiveError) {
        guard !name.isEmpty else { throw .refused(member: "", reason: .emptyName) }
        guard name.count <= Self.longest else {
            throw .refused(member: name.prefix(64).shown + "...", reason: .tooLong)
        }
        guard !name.contains(0) else { throw .refused(member: name.shown, reason: .nulInName) }
        var path: [UInt8] = []
        path.reserveCapacity(name.count)
        for part in name.split(separator: Self.slash) {
            if part.elementsEqual(Self.dot) { continue }
            if part.elementsEqual(Self.parent) { throw .refused(member: name.shown, reason: .parentInName) }
            if !path.isEmpty { path.append(Self.slash) }
            path += part
        }
        self.path = path
        isFolderLike = name.last == Self.slash
    }

    /// The path of the folder that it is in; empty: the destination.
    var folder: ArraySlice<UInt8> {
        guard let slash = path.lastIndex(of: Self.slash) else { return [] }
        return path[..<slash]
    }

    /// The last part of the path.
    var last: ArraySlice<UInt8> {
        guard let slash = path.lastIndex(of: Self.slash) else { return path[...] }
        return path[(slash + 1)...]
    }

    static let slash = UInt8(ascii: "/")
    private static let dot: [UInt8] = [UInt8(ascii: ".")]
    private static let parent: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: ".")]
}
