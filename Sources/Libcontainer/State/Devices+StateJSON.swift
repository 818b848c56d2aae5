import JSON
import Linux
import OCI

/// Types of devices are the numbers of their letters, and every number stands for -1.
extension DeviceConfiguration {
    init?(stateJSON json: JSONValue) {
        let letter: UInt8 = json["type"].number()
        guard let kind = Kind(rawValue: String(Unicode.Scalar(letter))) else { return nil }
        self.init(json["path"].text, kind, major: json["major"].number(), minor: json["minor"].number())
        mode = json["file_mode"].number() & 0o7777
        owner = FileOwner(user: json["uid"].number(), group: json["gid"].number())
    }

    var stateJSON: JSONValue {
        [
            "type": .integer(kind.rawValue.utf8.first ?? 0), "major": .integer(major), "minor": .integer(minor),
            "permissions": "rwm", "allow": true, "path": .string(path), "file_mode": .integer(mode),
            "uid": .integer(owner.user), "gid": .integer(owner.group),
        ]
    }
}

extension OCIDeviceRule {
    init(stateJSON json: JSONValue) {
        let letter: UInt8 = json["type"].number(or: UInt8(ascii: "a"))
        self.init(
            allow: json["allow"].isTrue, type: letter == UInt8(ascii: "a") ? nil : String(Unicode.Scalar(letter)),
            major: Self.number(json["major"]), minor: Self.number(json["minor"]), access: json["permissions"].text)
    }

    private static func number(_ json: JSONValue?) -> Int64? {
        let number: Int64 = json.number(or: -1)
        return number == -1 ? nil : number
    }

    var stateJSON: JSONValue {
        [
            "type": .integer(type?.utf8.first ?? UInt8(ascii: "a")), "major": .integer(major ?? -1),
            "minor": .integer(minor ?? -1), "permissions": .string(access), "allow": .bool(isAllowed),
        ]
    }
}
