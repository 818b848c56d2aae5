/// How far one reader of an output stream is.
struct OutputReaderState: Hashable, Sendable {
    /// Where its next read begins.
    private(set) var position: UInt64
    /// What it has read and not delivered, in order: more than one where it lost what lies between.
    private var undelivered: [Range<UInt64>] = []
    /// What it lost without anybody being told.
    private(set) var untoldBytes: UInt64 = 0
    private var wasTold = false

    init(position: UInt64) { self.position = position }

    /// Reads the rest of a chunk that `position` is in.
    mutating func read(_ chunk: OutputHubState.Chunk) -> [UInt8] {
        let range = position..<chunk.range.upperBound
        position = range.upperBound
        if let last = undelivered.last, last.upperBound == range.lowerBound {
            undelivered[undelivered.count - 1] = last.lowerBound..<range.upperBound
        } else {
            undelivered.append(range)
        }
        return Array(chunk.bytes.suffix(range.count))
    }

    /// Delivers `count` bytes of what was read.
    ///
    /// - Returns: where the last of them ended; nil when nothing was read that was not delivered already.
    mutating func delivered(_ count: Int) -> UInt64? {
        var rest = count
        var end: UInt64?
        while rest > 0, let first = undelivered.first {
            let part = min(rest, first.count)
            rest -= part
            end = first.lowerBound + UInt64(part)
            if part == first.count {
                undelivered.removeFirst()
            } else {
                undelivered[0] = first.lowerBound + UInt64(part)..<first.upperBound
            }
        }
        return end
    }

    /// Loses what is more than `limit` behind `end`.
    ///
    /// - Returns: how many bytes to tell of: those of the first time. The others come by `untoldBytes`, so that one who is
    ///   always behind is not told of at each step.
    mutating func keepUp(with end: UInt64, limit: UInt64) -> UInt64 {
        guard end - position > limit else { return 0 }
        let loss = end - limit - position
        position += loss
        if wasTold {
            untoldBytes += loss
            return 0
        }
        wasTold = true
        return loss
    }
}
