import Garden
import Synchronization

/// So many bytes, as fast as they are read.
final class BenchmarkArchive: ByteSource {
    private static let piece = [UInt8](repeating: 0x61, count: 64 << 10)

    private let rest: Mutex<Int>

    init(count: Int) { rest = Mutex(count) }

    func read() async throws -> [UInt8] {
        let count = rest.withLock { rest in
            let count = min(rest, Self.piece.count)
            rest -= count
            return count
        }
        return count == Self.piece.count ? Self.piece : Array(Self.piece.prefix(count))
    }

    func close() async { rest.withLock { $0 = 0 } }
}
