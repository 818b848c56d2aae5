/// What was left out without that being an error.
struct Omissions {
    private(set) var count = 0
    /// The first of them stands for all.
    private(set) var first: ArchiveError?

    mutating func add(_ omission: ArchiveError) {
        if first == nil { first = omission }
        count += 1
    }
}
