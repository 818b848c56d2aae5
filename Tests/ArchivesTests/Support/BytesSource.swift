@testable import Archives

/// Bytes from memory, in parts that are never as long as one would like.
final class BytesSource: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let part: Int

    init(_ bytes: [UInt8], part: Int = 7000) { (rest, self.part) = (bytes[...], part) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(rest.count, part, buffer.count)
        buffer.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}

/// The same bytes many times.
final class RepeatingSource: ByteSource {
    private let make: (Int) -> [UInt8]
    private let count: Int
    private var next = 0
    private var rest: ArraySlice<UInt8> = []

    /// - Parameter make: the bytes of each turn.
    init(count: Int, _ make: @escaping (Int) -> [UInt8]) { (self.count, self.make) = (count, make) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        if rest.isEmpty, next < count {
            rest = make(next)[...]
            next += 1
        }
        let count = min(rest.count, buffer.count)
        buffer.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}
