/// Folders that get their modes, times and attributes later, when they are full.
///
/// An archive can have any number of them; these have a bound. When it is reached, all but those around the newest get
/// what they are to have at once: archives go through trees, so the others are full.
final class PendingFolders {
    struct Folder {
        var name: MemberName
        var entry: TarEntry
        var identity: FileIdentity
        /// Whether it was made for this archive.
        var isNew: Bool

        /// About how much memory it takes.
        var weight: Int { 200 + 2 * name.path.count + entry.attributes.reduce(0) { $0 + $1.value.count + 64 } }
    }

    private static let bound = 4 << 20

    private var folders: [[UInt8]: Folder] = [:]
    private var weight = 0

    /// Adds one, which counts instead of an earlier one by the same name.
    func add(_ folder: Folder, _ finish: (Folder) throws(ArchiveError) -> Void) throws(ArchiveError) {
        var folder = folder
        // The name and the target are elsewhere, or of no use.
        (folder.entry.name, folder.entry.target) = ([], [])
        if let old = folders[folder.name.path] {
            weight -= old.weight
            folder.isNew = folder.isNew || old.isNew && old.identity == folder.identity
        }
        folders[folder.name.path] = folder
        weight += folder.weight
        if weight > Self.bound { try self.finish(finish) { !Self.isAround(folder.name.path, $0) } }
    }

    /// Forgets one, because it is gone.
    func forget(_ path: [UInt8]) {
        if let old = folders.removeValue(forKey: path) { weight -= old.weight }
    }

    /// Finishes all.
    func finishAll(_ finish: (Folder) throws(ArchiveError) -> Void) throws(ArchiveError) {
        try self.finish(finish) { _ in true }
    }

    /// Inner folders come first: an outer one's new mode could be in their way, and they change its time.
    private func finish(
        _ finish: (Folder) throws(ArchiveError) -> Void, _ isIncluded: ([UInt8]) -> Bool
    ) throws(ArchiveError) {
        let paths = folders.keys.filter(isIncluded).sorted { $1.lexicographicallyPrecedes($0) }
        for path in paths {
            guard let folder = folders.removeValue(forKey: path) else { continue }
            weight -= folder.weight
            try finish(folder)
        }
    }

    private static func isAround(_ path: [UInt8], _ other: [UInt8]) -> Bool {
        other.isEmpty || path == other
            || path.count > other.count && path.starts(with: other) && path[other.count] == MemberName.slash
    }
}
