/// What a client asks for when it creates a container.
public struct ContainerSpec: Sendable, Hashable {
    /// The name it is to have, unchecked; empty: the server makes one.
    public var handle = ""
    /// How long it may be unused before it is destroyed; zero: the server's default.
    public var graceTime = Duration.zero
    /// The deprecated form of `image.uri`.
    public var rootFSPath = ""
    /// Where its root file system comes from.
    public var image = ImageReference()
    /// Files and folders of the host, or of other containers, to show inside.
    public var bindMounts: [BindMount] = []
    /// The subnet or address it is to have: `a.b.c.d/n`; empty: the server chooses.
    public var network = ""
    /// Free text kept with it.
    public var properties: [String: String] = [:]
    /// `NAME=value` for every process.
    public var environment: [String] = []
    /// Whether root inside is root of the host.
    public var privileged = false
    /// What it may use.
    public var limits = Limits()
    /// Destinations it may reach, in order.
    public var netOut: [NetOutRule] = []
    /// Ports of the host to forward to it.
    public var netIn: [PortForwarding] = []

    /// A request with every value left to the server.
    public init(handle: String = "") { self.handle = handle }
}

/// An image, and who may fetch it.
public struct ImageReference: Sendable, Hashable {
    /// Its address; empty: the server's default.
    public var uri: String
    /// The registry's user.
    public var username: String
    /// The registry's password: never in a log or a file.
    public var password: String

    /// A reference.
    public init(uri: String = "", username: String = "", password: String = "") {
        (self.uri, self.username, self.password) = (uri, username, password)
    }

    /// Whether nothing was asked for.
    public var isEmpty: Bool { self == ImageReference() }
}

/// A file or folder from outside to be seen inside.
public struct BindMount: Sendable, Hashable {
    /// Whether it can be written.
    public enum Mode: Int, Sendable, Hashable {
        /// Only read.
        case readOnly = 0
        /// Read and written.
        case readWrite = 1
    }

    /// Where the source is.
    public enum Origin: Int, Sendable, Hashable {
        /// On the host.
        case host = 0
        /// In the container's own root file system.
        case container = 1
    }

    /// What is shown.
    public var source: String
    /// Where it is seen.
    public var destination: String
    /// Whether it can be written.
    public var mode: Mode
    /// Where the source is.
    public var origin: Origin

    /// A mount.
    public init(source: String, destination: String, mode: Mode = .readOnly, origin: Origin = .host) {
        (self.source, self.destination, self.mode, self.origin) = (source, destination, mode, origin)
    }
}
