/// Where bytes come from.
protocol ByteSource: AnyObject {
    /// Reads into `buffer` what is there, and waits only if there is nothing. 0: the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int
}

/// An archive that is read from front to back, through one buffer of fixed size.
final class ArchiveInput {
    /// The size of the blocks of a tar archive.
    static let blockSize = 512
    private static let capacity = 1 << 18

    private let source: any ByteSource
    private let buffer: UnsafeMutableRawBufferPointer
    /// What is read and not taken.
    private var filled: Range<Int> = 0..<0
    private var isAtEnd = false

    init(_ source: any ByteSource) {
        self.source = source
        buffer = .allocate(byteCount: Self.capacity, alignment: 4096)
    }

    deinit { buffer.deallocate() }

    /// Takes the next bytes, at most `limit`, at least one; they hold until the next call.
    ///
    /// - Throws: `ArchiveError.truncated` at the end.
    func take(upTo limit: Int) throws(ArchiveError) -> UnsafeRawBufferPointer {
        if filled.isEmpty { try fill() }
        guard !filled.isEmpty else { throw .truncated }
        let taken = filled.lowerBound..<min(filled.upperBound, filled.lowerBound + limit)
        filled = taken.upperBound..<filled.upperBound
        return UnsafeRawBufferPointer(rebasing: buffer[taken])
    }

    /// Takes a whole block; nil at the end of the input.
    func takeBlock() throws(ArchiveError) -> [UInt8]? {
        while filled.count < Self.blockSize {
            let before = filled.count
            try fill()
            if filled.count > before { continue }
            if before == 0 { return nil }
            throw .truncated
        }
        return [UInt8](try take(upTo: Self.blockSize))
    }

    /// Leaves `count` bytes out.
    func skip(_ count: Int64) throws(ArchiveError) {
        var left = count
        while left > 0 { left -= Int64(try take(upTo: Int(min(left, Int64(Self.capacity)))).count) }
    }

    /// Reads to the end, so that whoever writes is not stopped.
    func drain() throws(ArchiveError) {
        repeat {
            filled = 0..<0
            try fill()
        } while !filled.isEmpty
    }

    private func fill() throws(ArchiveError) {
        if isAtEnd { return }
        if filled.isEmpty {
            filled = 0..<0
        } else if filled.lowerBound > 0 {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[filled]))
            filled = 0..<filled.count
        }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled.upperBound...]))
        isAtEnd = count == 0
        filled = filled.lowerBound..<(filled.upperBound + count)
    }
}
