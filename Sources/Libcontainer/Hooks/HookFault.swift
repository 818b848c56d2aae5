/// How a program of a container's hooks failed. The text is runc's.
public struct HookFault: Error, Hashable, Sendable {
    /// When it was run, such as `prestart`.
    public var name: String
    /// Which of that moment's, from 0.
    public var index: Int
    /// How it ended, such as `exit status 1`.
    public var reason: String
    /// What it wrote, as far as it was kept; nil: it never ran, or was ended for the time it took.
    public var output: Output?

    /// What a program wrote.
    public struct Output: Hashable, Sendable {
        /// To its standard output.
        public var standard: String
        /// To its standard error.
        public var error: String
    }
}
