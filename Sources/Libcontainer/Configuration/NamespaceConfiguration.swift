public import Linux

/// The namespaces of a container; those that are not named are the runtime's own.
public struct NamespaceConfiguration: Sendable, Hashable {
    /// One namespace.
    public struct Entry: Sendable, Hashable {
        /// The kind.
        public var kind: NamespaceKind
        /// The one to join; nil: a new one.
        public var path: String?

        /// A namespace.
        public init(_ kind: NamespaceKind, path: String? = nil) { (self.kind, self.path) = (kind, path) }
    }

    /// In the document's order; each kind at most once.
    public private(set) var entries: [Entry] = []

    /// None.
    public init() {}

    /// Some; of one kind the first counts.
    public init(_ entries: [Entry]) {
        for entry in entries { add(entry) }
    }

    /// Adds one.
    ///
    /// - Returns: false when there is one of the kind, which stays.
    @discardableResult
    public mutating func add(_ entry: Entry) -> Bool {
        if contains(entry.kind) { return false }
        entries.append(entry)
        return true
    }

    /// Whether the container has one of its own, new or joined.
    public func contains(_ kind: NamespaceKind) -> Bool { entries.contains { $0.kind == kind } }

    /// The one to join; nil when it is new or the runtime's own.
    public func path(of kind: NamespaceKind) -> String? { entries.first { $0.kind == kind }?.path }

    /// Whether the container gets a new one.
    public func isNew(_ kind: NamespaceKind) -> Bool { entries.contains { $0.kind == kind && $0.path == nil } }

    /// The flags of all new ones.
    public var newFlags: NamespaceFlags {
        entries.reduce(into: []) { flags, entry in if entry.path == nil { flags.insert(entry.kind.flag) } }
    }
}
