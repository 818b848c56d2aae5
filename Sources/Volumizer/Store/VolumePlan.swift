import JSON
import Linux
import SystemPackage

/// How a container's root file system is made: its section `volume` of the container's record.
///
/// With it a server that starts, or `destroy`, knows what there may be.
enum VolumePlan: Hashable, Sendable {
    /// The folder at the path is used as it is.
    case raw(FilePath)
    /// An overlay.
    case overlay(OverlayPlan)
}

/// An overlay of what a container writes above an image.
struct OverlayPlan: Hashable, Sendable {
    /// How the owners of the lower layer's files become the container's.
    enum Owners: String, Sendable {
        /// They are the same.
        case unchanged
        /// By an id-mapped mount.
        case idMapped = "id-mapped"
        /// The lower layer is a copy whose files have been given away.
        case copied
    }

    /// The image that was asked for.
    var image: FilePath
    /// The lower layer: the image, what was unpacked of it, or a copy.
    var lower: FilePath
    /// Whose the files are.
    var owners: Owners
    /// The ids of the container's user namespace; nil: it has none.
    var mapping: UserMapping?
    /// The file that says how big the image is, if it is known by now; nil in records of older versions.
    var size: FilePath?
    /// The project that the kernel counts what the container writes for; nil: it does not.
    var project: UInt32?
}

extension VolumePlan {
    /// As it is stored; `folder` is for the operator.
    func json(folder: FilePath) -> JSONValue {
        switch self {
        case .raw(let path):
            ["scheme": "raw", "image": .string(path.string)]
        case .overlay(let plan):
            [
                "scheme": "overlay",
                "image": .string(plan.image.string),
                "lower": .string(plan.lower.string),
                "owners": .string(plan.owners.rawValue),
                "users": Self.json(plan.mapping?.users),
                "groups": Self.json(plan.mapping?.groups),
                "size": plan.size.map { .string($0.string) } ?? .null,
                "project": plan.project.map { .integer($0) } ?? .null,
                "folder": .string(folder.string),
            ]
        }
    }

    /// Reads what was stored; nil when it is nothing that this version understands.
    init?(json: JSONValue) {
        guard let image = Self.path(json["image"]) else { return nil }
        switch json["scheme"]?.string {
        case "raw":
            self = .raw(image)
        case "overlay":
            guard let lower = Self.path(json["lower"]),
                let owners = json["owners"]?.string.flatMap(OverlayPlan.Owners.init(rawValue:))
            else { return nil }
            var plan = OverlayPlan(image: image, lower: lower, owners: owners)
            if let users = Self.mappings(json["users"]), let groups = Self.mappings(json["groups"]) {
                plan.mapping = UserMapping(users: users, groups: groups)
            }
            plan.size = Self.path(json["size"])
            plan.project = json["project"]?.integer(as: UInt32.self)
            guard owners == .unchanged || plan.mapping != nil else { return nil }
            self = .overlay(plan)
        default:
            return nil
        }
    }

    private static func path(_ value: JSONValue?) -> FilePath? {
        guard let text = value?.string, text.hasPrefix("/") else { return nil }
        return FilePath(text)
    }

    private static func json(_ mappings: [IDMapping]?) -> JSONValue {
        guard let mappings else { return .null }
        return .array(
            mappings.map { .array([.integer($0.containerID), .integer($0.hostID), .integer($0.size)]) })
    }

    private static func mappings(_ value: JSONValue?) -> [IDMapping]? {
        value?.array?.compactMap { line in
            let numbers = (line.array ?? []).compactMap { $0.integer(as: UInt32.self) }
            guard numbers.count == 3 else { return nil }
            return IDMapping(containerID: numbers[0], hostID: numbers[1], size: numbers[2])
        }
    }
}
