/// A container's name, which is also that of its folder.
public struct ContainerID: Sendable, Hashable {
    /// The name.
    public let value: String

    /// Takes a name by runc's rules: letters, digits, `_`, `+`, `-` and `.`, but neither `.` nor `..`, nor the
    /// one name below a root that is no container's.
    ///
    /// How long it can be is for the file system to say (NAME_MAX is 255).
    ///
    /// - Throws: `LibcontainerError.emptyContainerID` or `.invalidContainerID`.
    public init(_ value: String) throws(LibcontainerError) {
        guard !value.isEmpty else { throw .emptyContainerID }
        // The last one has what is compiled for containers.
        let isTaken = [".", "..", ContainerFactory.cacheName].contains(value)
        guard !isTaken, value.utf8.allSatisfy(Self.isAllowed) else {
            throw .invalidContainerID(value)
        }
        self.value = value
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }
}

extension ContainerID: CustomStringConvertible {
    /// The name.
    public var description: String { value }
}
