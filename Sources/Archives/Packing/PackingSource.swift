import CGuardian
import Glibc
import Linux
import SystemPackage

/// What is to be packed, and under which name.
struct PackingSource: Hashable {
    /// The folder that names are relative to.
    let folder: String
    /// The name in it; nil: its contents, as `.`.
    let name: [UInt8]?

    /// A path that ends with a slash, or that has no name at its end, means contents.
    init(_ path: String) {
        let last = path.utf8.split(separator: MemberName.slash, omittingEmptySubsequences: false).last ?? "".utf8[...]
        guard !last.isEmpty, !last.elementsEqual(".".utf8), !last.elementsEqual("..".utf8) else {
            (folder, name) = (path.isEmpty ? "." : path, nil)
            return
        }
        let start = String(path.utf8.dropLast(last.count)) ?? ""
        (folder, name) = (start.isEmpty ? "." : start, Array(last))
    }

    /// Opens the folder; the caller's.
    func openFolder() throws(ArchiveError) -> FileDescriptor {
        // Only a place: to pack a file in it one need not be able to list it.
        let number = try Call.run(folder) { open(folder, Int32(CG_O_PATH) | O_DIRECTORY | O_CLOEXEC) }
        return FileDescriptor(rawValue: number)
    }
}
