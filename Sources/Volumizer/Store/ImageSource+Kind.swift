import Linux
import SystemPackage

/// What is at an image's path.
enum ImageKind: Hashable, Sendable {
    /// A folder with the files of the image.
    case folder(FileStatus)
    /// A file, which should be a tar archive of them.
    case archive(FileStatus)
}

extension ImageSource {
    /// Looks at what the address leads to, without opening it: a pipe would keep who opens it waiting, a device acts.
    func kind() throws -> ImageKind {
        let status: FileStatus
        do {
            status = try FileStatus.of(path)
        } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
            throw VolumizerError.imageMissing(path)
        } catch {
            throw VolumizerError.imageUnreadable(path, reason: error.errno?.description ?? error.description)
        }
        if status.isDirectory { return .folder(status) }
        if case .raw = self { throw VolumizerError.imageNotFolder(path) }
        guard status.isRegularFile else { throw VolumizerError.imageSpecial(path) }
        return .archive(status)
    }

    /// Checks that the address leads to a folder.
    func checkFolder() throws {
        guard case .folder = try kind() else { throw VolumizerError.imageNotFolder(path) }
    }
}
