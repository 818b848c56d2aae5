import Glibc
import Linux
import SystemPackage

/// The C compiler of whoever runs the tests; the one that comes with Swift will do.
enum Compiler {
    static func find() -> FilePath? {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return ["clang", "cc", "gcc"].lazy.compactMap { Executable.find($0, searchPath: path) }.first
    }

    /// Builds a program of the fixtures that needs nothing where it runs.
    static func arguments(building name: String, as program: FilePath) -> [String] {
        // The package's folder may be seen at a place that is not its own: links stay as they are.
        let tests = FilePath(#filePath).removingLastComponent().removingLastComponent()
        let source = tests.appending("Fixtures").appending("Programs").appending(name)
        return ["-static", "-O1", "-o", program.string, source.string]
    }
}
