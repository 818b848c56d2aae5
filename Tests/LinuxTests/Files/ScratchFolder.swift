import Glibc
import Linux
import SystemPackage

/// A folder of a test's own, gone when the test is.
final class ScratchFolder {
    let path: FilePath

    init() throws {
        path = FilePath("/tmp/guardian-linux-\(RandomUUID.make())")
        try Files.makeDirectory(path, mode: FilePermissions(rawValue: 0o700))
    }

    deinit {
        do {
            try Files.removeTree(path)
        } catch {
            print("cannot remove \(path): \(error)")
        }
    }
}

/// A file's mode bits.
func mode(of path: FilePath) -> UInt32 {
    var status = stat()
    return path.withPlatformString { lstat($0, &status) } == 0 ? status.st_mode & 0o7777 : .max
}
