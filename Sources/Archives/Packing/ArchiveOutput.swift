import Glibc
import SystemPackage

/// An archive that is written from front to back, through one buffer of fixed size.
final class ArchiveOutput {
    private static let capacity = 1 << 18

    private let descriptor: FileDescriptor
    private let buffer: UnsafeMutableRawBufferPointer
    private var filled = 0
    /// For messages.
    private let name: String

    /// The descriptor stays the caller's.
    init(_ descriptor: FileDescriptor, name: String) {
        (self.descriptor, self.name) = (descriptor, name)
        buffer = .allocate(byteCount: Self.capacity, alignment: 4096)
    }

    deinit { buffer.deallocate() }

    /// Adds bytes.
    func write(_ bytes: [UInt8]) throws(ArchiveError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = min(rest.count, buffer.count - filled)
            rest.prefix(count).withUnsafeBytes { part in
                UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + count]).copyBytes(from: part)
            }
            rest = rest.dropFirst(count)
            try advance(by: count)
        }
    }

    /// Adds NULs.
    func writeZeros(_ count: Int64) throws(ArchiveError) {
        var left = count
        while left > 0 {
            let part = Int(min(left, Int64(buffer.count - filled)))
            UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + part]).initializeMemory(
                as: UInt8.self, repeating: 0)
            left -= Int64(part)
            try advance(by: part)
        }
    }

    /// Adds up to `limit` bytes that `read` puts into a buffer.
    ///
    /// - Returns: how many; 0 when `read` has come to its end.
    func write(
        upTo limit: Int64, _ read: (UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int
    ) throws(ArchiveError) -> Int {
        let room = Int(min(limit, Int64(buffer.count - filled)))
        let count = try read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + room]))
        try advance(by: count)
        return count
    }

    /// Writes what is in the buffer.
    func flush() throws(ArchiveError) {
        var written = 0
        while written < filled {
            let rest = UnsafeRawBufferPointer(rebasing: buffer[written..<filled])
            written += try Call.run(name) { Glibc.write(descriptor.rawValue, rest.baseAddress, rest.count) }
        }
        filled = 0
    }

    private func advance(by count: Int) throws(ArchiveError) {
        filled += count
        if filled == buffer.count { try flush() }
    }
}
