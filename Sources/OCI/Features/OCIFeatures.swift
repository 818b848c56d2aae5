public import JSON

/// What a runtime can do (runtime-spec, features.md). It is about the program, not about the host. Nil is "unknown", and
/// not "nothing".
public struct OCIFeatures: Sendable, Hashable {
    /// The oldest version of the specification that it follows.
    public var minimumVersion: String
    /// The newest version of the specification that it follows.
    public var maximumVersion: String
    /// The hooks, such as `prestart`.
    public var hooks: [String]?
    /// The options of mounts, without those of file systems.
    public var mountOptions: [String]?
    /// What only Linux has.
    public var linux: Linux?
    /// Free text, such as the runtime's version.
    public var annotations: [String: String] = [:]
    /// Annotations in a `config.json` that change more than they seem to; one that ends in `.` stands for all that begin
    /// so.
    public var potentiallyUnsafeAnnotations: [String]?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A runtime that follows the specification from one version to another.
    public init(minimumVersion: String, maximumVersion: String) {
        (self.minimumVersion, self.maximumVersion) = (minimumVersion, maximumVersion)
    }

    /// Reads the answer of `features`.
    public init(json: JSONValue) throws(OCIError) {
        var reader = try FieldReader(json, at: "")
        minimumVersion = try reader.required(try reader.string("ociVersionMin"), "ociVersionMin")
        maximumVersion = try reader.required(try reader.string("ociVersionMax"), "ociVersionMax")
        hooks = try reader.strings("hooks")
        mountOptions = try reader.strings("mountOptions")
        linux = try reader.take("linux", Linux.init(json:at:))
        annotations = try reader.stringMap("annotations") ?? [:]
        potentiallyUnsafeAnnotations = try reader.strings("potentiallyUnsafeConfigAnnotations")
        others = reader.rest
    }

    /// The answer of `features`.
    public var json: JSONValue {
        var object: JSONObject = ["ociVersionMin": .string(minimumVersion), "ociVersionMax": .string(maximumVersion)]
        object.add([
            "hooks": hooks.map(JSONValue.strings), "mountOptions": mountOptions.map(JSONValue.strings),
            "linux": linux?.json, "annotations": annotations.isEmpty ? nil : annotations.json,
            "potentiallyUnsafeConfigAnnotations": potentiallyUnsafeAnnotations.map(JSONValue.strings),
        ])
        object.keep(others)
        return .object(object)
    }
}
