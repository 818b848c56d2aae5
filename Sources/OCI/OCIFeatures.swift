public import JSON

/// What a runtime can do (runtime-spec, features.md).
public struct OCIFeatures: Sendable, Hashable {
    /// The oldest version of the specification that it follows.
    public var minimumVersion: String
    /// The newest version of the specification that it follows.
    public var maximumVersion: String
    /// Members that are not understood here.
    public var others: JSONObject

    /// Reads the answer of `features`.
    public init(json: JSONValue) throws(OCIError) {
        var reader = try FieldReader(json, at: "")
        minimumVersion = try reader.required(try reader.string("ociVersionMin"), "ociVersionMin")
        maximumVersion = try reader.required(try reader.string("ociVersionMax"), "ociVersionMax")
        others = reader.rest
    }
}
