public import JSON

/// The size of a terminal, in characters.
public struct OCIConsoleSize: Sendable, Hashable {
    /// Lines.
    public var height: UInt32
    /// Columns.
    public var width: UInt32
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A size.
    public init(height: UInt32, width: UInt32) { (self.height, self.width) = (height, width) }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        height = try reader.required(try reader.integer("height"), "height")
        width = try reader.required(try reader.integer("width"), "width")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "height": .integer(height),
            "width": .integer(width),
        ])
        object.keep(others)
        return .object(object)
    }
}
