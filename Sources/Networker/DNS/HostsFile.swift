import Garden
import Netlink

/// The hosts file (hosts(5)) that a container sees.
enum HostsFile {
    /// How much of a handle is a host name: the rest is cut off at its beginning, as containers' host names are.
    private static let longestName = 49

    static func text(address: IPv4Address, handle: Handle, additionalEntries: [String]) -> String {
        let lines = ["127.0.0.1 localhost", "\(address) \(name(of: handle))"] + additionalEntries
        return lines.map { $0 + "\n" }.joined()
    }

    private static func name(of handle: Handle) -> String {
        let bytes = handle.value.utf8.suffix(longestName)
        // A character that the cut went through is left out whole.
        return String(decoding: bytes.drop { $0 & 0xC0 == 0x80 }, as: UTF8.self)
    }
}
