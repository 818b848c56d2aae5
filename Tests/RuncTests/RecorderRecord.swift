import JSON
import Testing

/// How a runtime's program was started, as it sees it.
struct RecorderRecord: Sendable {
    /// One of its descriptors.
    struct Descriptor: Sendable, Hashable {
        var number: Int
        /// What /proc/self/fd says it is.
        var target: String
        /// The file's type and permissions.
        var mode: UInt32
        /// For a device: which.
        var device: UInt64
        var owner: UInt32
        var group: UInt32
        /// O_RDONLY and so on.
        var flags: Int32
        /// What is in it, for files on disk or in memory.
        var contents: String?

        /// Whether it is a null device (null(4): 1, 3), wherever its node is.
        var isNull: Bool { device == 0x103 }
        var isPipe: Bool { target.hasPrefix("pipe:") }
        var permissions: UInt32 { mode & 0o7777 }
    }

    var arguments: [String]
    var environment: [String]
    var directory: String
    var pid: Int32
    var group: Int32
    var deathSignal: Int32
    /// Masks in hexadecimal.
    var ignoredSignals: String
    var blockedSignals: String
    var descriptors: [Descriptor]

    init(json: JSONValue) throws {
        arguments = try #require(json["arguments"]?.array).compactMap(\.string)
        environment = try #require(json["environment"]?.array).compactMap(\.string)
        directory = try #require(json["directory"]?.string)
        pid = try #require(json["pid"]?.integer())
        group = try #require(json["group"]?.integer())
        deathSignal = try #require(json["deathSignal"]?.integer())
        ignoredSignals = try #require(json["ignoredSignals"]?.string)
        blockedSignals = try #require(json["blockedSignals"]?.string)
        descriptors = try #require(json["descriptors"]?.array).map(Descriptor.init(json:)).sorted {
            $0.number < $1.number
        }
    }
}

extension RecorderRecord.Descriptor {
    init(json: JSONValue) throws {
        number = try #require(json["number"]?.integer())
        target = try #require(json["target"]?.string)
        mode = try #require(json["mode"]?.integer())
        device = try #require(json["device"]?.integer())
        owner = try #require(json["owner"]?.integer())
        group = try #require(json["group"]?.integer())
        flags = try #require(json["flags"]?.integer())
        contents = json["contents"]?.string
    }
}
