import Glibc
import Linux
import SystemPackage

/// The programs of this package, as they were built with the tests.
///
/// They are in the folder that GUARDIAN_PROGRAMS names, or beside the program that runs the tests. No test target may
/// depend on them: it would be linked as they are, statically, which a test bundle cannot be.
enum BuiltPrograms {
    struct Missing: Error { let path: FilePath }

    static func path(of name: String) throws -> FilePath {
        let path = try folder().appending(name)
        guard Files.exists(path) else { throw Missing(path: path) }
        return path
    }

    private static func folder() throws -> FilePath {
        if let folder = getenv("GUARDIAN_PROGRAMS") { return FilePath(String(cString: folder)) }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { throw Errno(rawValue: errno) }
        let path = String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return FilePath(path).removingLastComponent()
    }
}
