/// The keys of extended headers under which star and GNU tar keep extended attributes.
enum XattrKey {
    static let prefix = Array("SCHILY.xattr.".utf8)

    /// The key for an attribute: `=` would end it.
    static func key(for name: [UInt8]) -> [UInt8] {
        prefix
            + name.flatMap { byte -> [UInt8] in
                switch byte {
                case UInt8(ascii: "="): Array("%3D".utf8)
                case UInt8(ascii: "%"): Array("%25".utf8)
                default: [byte]
                }
            }
    }

    /// The name of an attribute by its key without prefix.
    static func decoded(_ key: ArraySlice<UInt8>) -> [UInt8] {
        var (name, rest): ([UInt8], ArraySlice<UInt8>) = ([], key)
        while let byte = rest.first {
            if rest.starts(with: "%3D".utf8) {
                name.append(UInt8(ascii: "="))
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "%25".utf8) {
                name.append(UInt8(ascii: "%"))
                rest = rest.dropFirst(3)
            } else {
                name.append(byte)
                rest = rest.dropFirst()
            }
        }
        return name
    }
}
