import SystemPackage

/// Where a root file system comes from.
enum ImageSource: Hashable, Sendable {
    /// A folder that becomes the root file system itself.
    case raw(FilePath)
    /// A folder, or a tar archive of one, that stays as it is, below what the container writes.
    case layer(FilePath)

    /// Understands an image's address; an empty one stands for `standard`.
    init(uri: String, standard: String) throws(VolumizerError) {
        let address = uri.isEmpty ? standard : uri
        guard !address.isEmpty else { throw .noImage }
        guard let (scheme, rest) = Self.splitScheme(address) else {
            self = .layer(try Self.path(address, of: address))
            return
        }
        switch scheme {
        case "raw": self = .raw(try Self.decodedPath(rest, of: address))
        case "file": self = .layer(try Self.decodedPath(rest, of: address))
        default: throw .unsupportedImage(uri: address, reason: "images of the kind \(scheme): are not implemented yet")
        }
    }

    /// Where it is.
    var path: FilePath {
        switch self {
        case .raw(let path), .layer(let path): path
        }
    }

    /// RFC 3986, section 3.1.
    private static func splitScheme(_ address: String) -> (scheme: String, rest: Substring)? {
        guard let colon = address.firstIndex(of: ":"), let first = address.first, first.isASCII, first.isLetter else {
            return nil
        }
        let scheme = address[..<colon]
        guard scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }) else {
            return nil
        }
        return (scheme.lowercased(), address[address.index(after: colon)...])
    }

    /// `///folder`, `//localhost/folder` or `/folder`, with percent signs undone.
    private static func decodedPath(_ rest: Substring, of address: String) throws(VolumizerError) -> FilePath {
        var text = rest
        if text.hasPrefix("//") {
            text = text.dropFirst(2)
            let host = text.prefix { $0 != "/" }
            guard host.isEmpty || host == "localhost" else {
                throw .unsupportedImage(uri: address, reason: "it is on another host, \(host)")
            }
            text = text.dropFirst(host.count)
        }
        guard !text.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw .unsupportedImage(uri: address, reason: "a path takes no query and no fragment")
        }
        guard let decoded = decodingPercents(text) else {
            throw .unsupportedImage(uri: address, reason: "it is not percent-encoded rightly")
        }
        return try path(decoded, of: address)
    }

    private static func path(_ text: String, of address: String) throws(VolumizerError) -> FilePath {
        guard text.hasPrefix("/"), !text.utf8.contains(0) else {
            throw .unsupportedImage(uri: address, reason: "its path is not absolute")
        }
        return FilePath(text).lexicallyNormalized()
    }

    /// nil: a percent sign without two hexadecimal digits, or bytes that are no text.
    private static func decodingPercents(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
