/// A program in a file: a header, the key that it was made from, the program.
enum SeccompFile {
    private static let magic = [UInt8]("gdn-seccomp-1\n\n\n".utf8)
    /// The magic, how many bytes key and program have, and the sum of both.
    static let headerSize = 16 + 4 + 4 + 8

    static func bytes(of program: [UInt8], for key: SeccompKey) -> [UInt8] {
        let body = key.bytes + program
        var bytes = magic
        bytes.reserveCapacity(headerSize + body.count)
        withUnsafeBytes(of: (UInt32(key.bytes.count), UInt32(program.count))) { bytes += $0 }
        withUnsafeBytes(of: Checksum.of(body)) { bytes += $0 }
        return bytes + body
    }

    /// The program; nil when the file is damaged, or made from another key.
    static func program(in bytes: [UInt8], for key: SeccompKey) -> [UInt8]? {
        bytes.withUnsafeBytes { raw in
            guard raw.count > headerSize, raw.prefix(16).elementsEqual(magic) else { return nil }
            let keyCount = Int(raw.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
            let programCount = Int(raw.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
            let sum = raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            let body = raw.dropFirst(headerSize)
            guard body.count == keyCount + programCount, programCount > 0, programCount % 8 == 0,
                programCount <= SeccompCompiler.limit * 8, Checksum.of(body) == sum,
                body.prefix(keyCount).elementsEqual(key.bytes)
            else { return nil }
            return [UInt8](body.suffix(programCount))
        }
    }
}
