/// Tags for servers and kernel objects of tests, so that tests that run side by side never meet.
public enum TestTag {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")

    /// Four random letters or digits.
    public static func random() -> String {
        String((0..<4).map { _ in letters.randomElement() ?? "x" })
    }
}
