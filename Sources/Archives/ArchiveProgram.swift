import CArchive
import Glibc

/// The program `gdn-tar`, which packs and unpacks tar archives:
///
///     gdn-tar in [--cgroup FOLDER]... USER DESTINATION
///     gdn-tar out [--cgroup FOLDER]... USER SOURCE
///     gdn-tar image DESTINATION
///
/// `in` and `out` find at descriptor 3 a pidfd of the init of the container to enter; `in` and `image` read the archive
/// from standard input, `out` writes it to standard output. What goes wrong is one line on standard error. The status is
/// 0 when all was done, 1 when not, 2 for arguments that make no sense.
enum ArchiveProgram {
    static func run(_ words: [String]) -> Int32 {
        _ = archive_version_number()
        return 2
    }
}

/// The entry for a C `main`, which hands its own arguments over.
@c(guardian_tar_main)
public func archiveMain(
    _ count: Int32, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
    _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    ArchiveProgram.run((0..<Int(count)).compactMap { arguments[$0].map { String(cString: $0) } })
}
