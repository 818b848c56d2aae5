import Netlink

/// The names of a server's interfaces. Those of servers with different tags never match.
struct InterfaceNames: Sendable, Hashable {
    private static let digits = Array("0123456789abcdefghijklmnopqrstuv".utf8)
    private static let idLength = 8

    /// One of this server's interfaces, by its name.
    enum Owned: Hashable {
        /// The host's end of a container's cable.
        case host(id: String)
        /// The bridge of the subnet that begins at this address.
        case bridge(IPv4Address)
    }

    let prefix: String

    init(tag: NetworkTag) { prefix = "w" + tag.value }

    /// A random id: 40 bits as eight digits of base 32.
    static func makeID() -> String {
        String(decoding: (0..<idLength).map { _ in digits[Int.random(in: digits.indices)] }, as: UTF8.self)
    }

    /// The host's end of a container's cable.
    func host(id: String) -> String { "\(prefix)\(id)-0" }

    /// The container's end; it keeps this name inside.
    func container(id: String) -> String { "\(prefix)\(id)-1" }

    /// A subnet's bridge.
    func bridge(of subnet: IPv4Network) -> String {
        let digits = String(subnet.base.rawValue, radix: 16)
        return bridgePrefix + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// What all bridges of this server, and nothing else, begin with.
    var bridgePrefix: String { prefix + "b-" }

    /// What `name` is, when it is the name of one of this server's interfaces in the host's namespace.
    func owned(_ name: String) -> Owned? {
        if name.hasPrefix(bridgePrefix) {
            let digits = name.dropFirst(bridgePrefix.count)
            guard digits.utf8.count == 8, digits.utf8.allSatisfy(Self.isHexadecimal) else { return nil }
            return UInt32(digits, radix: 16).map { .bridge(IPv4Address(rawValue: $0)) }
        }
        guard name.hasPrefix(prefix), name.hasSuffix("-0") else { return nil }
        let id = name.dropFirst(prefix.count).dropLast(2)
        guard id.utf8.count == Self.idLength, id.utf8.allSatisfy(Self.digits.contains) else { return nil }
        return .host(id: String(id))
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { digits[..<16].contains(byte) }
}
