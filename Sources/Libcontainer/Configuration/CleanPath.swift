/// Paths as text, made simple without looking at any file.
enum CleanPath {
    /// The shortest path that means the same when there are no links: without `.`, `..` where it can be resolved, and
    /// double slashes; `.` for an empty one.
    static func lexical(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let text = parts.joined(separator: "/")
        return isAbsolute ? "/" + text : text.isEmpty ? "." : text
    }

    /// A path that cannot leave where it begins: like `lexical`, but a relative one loses every `..`. Empty stays empty.
    static func confined(_ path: String) -> String {
        if path.isEmpty || path.utf8.first == UInt8(ascii: "/") { return path.isEmpty ? path : lexical(path) }
        let text = lexical("/" + path).dropFirst()
        return text.isEmpty ? "." : String(text)
    }

    /// `path` itself when it is absolute, else what it is below `folder`; cleaned.
    static func absolute(_ path: String, in folder: String) -> String {
        path.utf8.first == UInt8(ascii: "/") ? path : lexical(folder + "/" + path)
    }
}

extension String {
    /// Nothing behind a NUL would reach the kernel: a path or name that has one means something else than it says.
    func checkNoNUL(_ field: @autoclosure () -> String) throws(ConfigurationFault) {
        if utf8.contains(0) { throw .containsNUL(field: field()) }
    }
}
