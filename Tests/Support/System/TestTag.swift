import Synchronization

/// Tags for servers and kernel objects of tests, so that tests that run side by side never meet.
public enum TestTag {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")

    private static let given = Mutex<Set<String>>([])

    /// Four random letters or digits, other ones each time.
    public static func random() -> String {
        given.withLock { given in
            while true {
                let tag = String((0..<4).map { _ in letters.randomElement() ?? "x" })
                if given.insert(tag).inserted { return tag }
            }
        }
    }
}
