import Garden

/// Whether variables can be given to a process at all (environ(7)).
enum EnvironmentCheck {
    /// - Throws: `GardenError.invalidRequest`, which says which entry it is and never what its value is: that may be a
    ///   secret.
    static func check(_ entries: [String]) throws(GardenError) {
        for (index, entry) in entries.enumerated() {
            guard let fault = fault(of: entry) else { continue }
            throw .invalidRequest("environment: entry \(index + 1) of \(entries.count) \(fault)")
        }
    }

    private static func fault(of entry: String) -> String? {
        guard let equals = entry.utf8.firstIndex(of: UInt8(ascii: "=")) else { return "is not NAME=value" }
        if equals == entry.startIndex { return "has no name" }
        let hasNUL = entry.utf8.contains(0)
        return hasNUL ? "holds a NUL byte" : nil
    }
}
