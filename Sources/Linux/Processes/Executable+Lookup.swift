import Glibc
public import SystemPackage

extension Executable {
    /// The program for `name` in this process's root, as runc finds it; errors have the words of its texts, which callers
    /// compare (Go's os/exec, LookPath).
    ///
    /// - Parameter searchPath: what PATH says; nil and empty: nowhere. Relative folders in it are refused.
    /// - Throws: `LinuxError.noProgram`.
    public static func lookUp(_ name: String, searchPath: String?) throws(LinuxError) -> FilePath {
        if name.utf8.contains(UInt8(ascii: "/")) {
            if let reason = obstacle(at: name) { throw notFound(name, reason) }
            return FilePath(name)
        }
        // An empty name has no file either.
        let folders = name.isEmpty ? [] : (searchPath ?? "").split(separator: ":", omittingEmptySubsequences: false)
        for folder in folders {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            guard obstacle(at: path) == nil else { continue }
            guard folder.hasPrefix("/") else {
                throw notFound(name, "cannot run executable found relative to current directory")
            }
            return FilePath(path)
        }
        throw notFound(name, "executable file not found in $PATH")
    }

    private static func notFound(_ name: String, _ reason: String) -> LinuxError {
        .noProgram("exec: \(quoted(name)): \(reason)")
    }

    /// Why what is at `path` cannot be executed; nil: it can.
    private static func obstacle(at path: String) -> String? {
        var status = stat()
        if stat(path, &status) != 0 { return "stat \(path): \(text(errno))" }
        if status.st_mode & S_IFMT == S_IFDIR { return text(EISDIR) }
        // With the effective ids, which the program will run with.
        return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 ? nil : text(errno)
    }

    /// The C library's words, as Go writes them: without a capital.
    private static func text(_ number: Int32) -> String {
        let words = Errno(rawValue: number).description
        return words.prefix(1).lowercased() + words.dropFirst()
    }

    /// As Go's %q does it, for what is in a name.
    private static func quoted(_ name: String) -> String {
        var result = "\""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                let code = String(scalar.value, radix: 16)
                let isControl = scalar.value < 0x20 || scalar.value == 0x7F
                result += isControl ? "\\x" + (code.count < 2 ? "0" : "") + code : String(scalar)
            }
        }
        return result + "\""
    }
}
