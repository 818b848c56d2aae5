public import JSON

/// A container's figures as a runtime's `events` gives them, for control groups of version 1 and 2.
public struct RuntimeStatistics: Sendable, Hashable {
    /// Members that are not understood here.
    public var others = JSONObject()

    /// No figures.
    public init() {}
}
