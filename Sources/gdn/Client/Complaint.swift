import SystemPackage

/// What a person should know besides the result.
enum Complaint {
    /// Writes a line to standard error; when nobody can read it, nobody misses it.
    static func print(_ text: String) {
        do { _ = try FileDescriptor.standardError.writeAll(Array("gdn: \(text)\n".utf8)) } catch { return }
    }
}
