import Glibc
public import SystemPackage

/// Looks for programs.
public enum Executable {
    /// The program that a shell would start for `name`.
    ///
    /// - Parameter searchPath: what PATH says; nil: the system's default. A name with a slash is not searched for.
    /// - Returns: nil when there is no executable file of that name.
    public static func find(_ name: String, searchPath: String?) -> FilePath? {
        guard !name.isEmpty else { return nil }
        if name.utf8.contains(UInt8(ascii: "/")) {
            let path = FilePath(name)
            return isExecutableFile(path) ? path : nil
        }
        let folders = (searchPath ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        return folders.lazy.map { FilePath(String($0)).appending(name) }.first(where: isExecutableFile)
    }

    private static func isExecutableFile(_ path: FilePath) -> Bool {
        path.withPlatformString { name in
            var status = stat()
            return stat(name, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(name, X_OK) == 0
        }
    }
}
