/// How a program of a container's hooks failed. The text is runc's.
public struct HookFault: Error, Hashable, Sendable {
    /// When it was run, such as `prestart`.
    public var name: String
    /// Which of that moment's, from 0.
    public var index: Int
    /// How it ended, such as `exit status 1`.
    public var reason: String
    /// What it wrote; nil: it never ran, or was ended for the time it took.
    public var output: Output?

    /// What a program wrote, of each the last part.
    public struct Output: Hashable, Sendable {
        /// To its standard output.
        public var standard: String
        /// To its standard error.
        public var error: String

        /// What was written.
        public init(standard: String, error: String) { (self.standard, self.error) = (standard, error) }
    }

    /// A failure.
    public init(name: String, index: Int, reason: String, output: Output? = nil) {
        (self.name, self.index, self.reason, self.output) = (name, index, reason, output)
    }
}

extension HookFault: CustomStringConvertible {
    /// What runc says.
    public var description: String {
        let text = "error running \(name) hook #\(index): \(reason)"
        guard let output else { return text }
        return "\(text), stdout: \(output.standard), stderr: \(output.error)"
    }
}
