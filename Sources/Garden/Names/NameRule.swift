/// What may name a folder and a kernel object.
enum NameRule {
    /// NAME_MAX is 255; the rest is room for what is put around a name, such as a temporary file's suffix.
    static let longest = 200

    /// What is wrong with `name`, or nil.
    static func flaw(in name: String) -> String? {
        if name.isEmpty { return "it is empty" }
        if name.utf8.count > longest { return "it is longer than \(longest) bytes" }
        // Hidden names are the server's own, and `.` and `..` are folders of the file system.
        if name.hasPrefix(".") { return "it begins with a dot" }
        for scalar in name.unicodeScalars {
            if scalar == "/" || scalar == "," { return "it contains '\(scalar)'" }
            if scalar.properties.generalCategory == .control { return "it contains a control character" }
        }
        return nil
    }
}
