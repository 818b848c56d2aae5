/// What a process wrote to one of its streams and no client has got yet.
///
/// The bytes are bounded by `limit`, give or take the last piece. Pieces that were taken count until they are written
/// or put back, so nothing is lost with a reader that goes away. While there is a reader, or hope for one, the process
/// is held back when the buffer is full; otherwise the oldest bytes give way to the newest.
struct OutputBuffer: Sendable {
    /// What there is for a reader.
    enum Taken: Sendable, Hashable {
        case bytes([UInt8])
        case end
    }

    private let limit: Int
    private var pieces: [[UInt8]] = []
    /// How many of `pieces`, counted from the first, are gone already.
    private var takenPieces = 0
    private var byteCount = 0
    private(set) var readers = 0
    private(set) var hasEnded = false
    /// Nobody came to read in time, so the process is not held back any more.
    private var isAbandoned = false
    /// How many bytes had to give way.
    private(set) var droppedBytes: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    /// Whether the process's next bytes may be asked for.
    var hasRoom: Bool { byteCount < limit || isAbandoned || hasEnded }

    /// Whether the process waits for somebody to read.
    var needsReader: Bool { !hasRoom && readers == 0 }

    // MARK: the process's side

    /// Takes what the process wrote; after the end it is dropped.
    mutating func append(_ bytes: [UInt8]) {
        guard !hasEnded else { return }
        pieces.append(bytes)
        byteCount += bytes.count
        if isAbandoned { dropOldest() }
    }

    /// Nobody came to read in time. Does nothing when somebody reads.
    mutating func giveUpOnReaders() {
        if readers == 0 { isAbandoned = true }
    }

    /// Nothing will be appended any more.
    mutating func end() { hasEnded = true }

    private mutating func dropOldest() {
        while byteCount > limit, takenPieces < pieces.count - 1 {
            let oldest = removeFirst()
            byteCount -= oldest.count
            droppedBytes += UInt64(oldest.count)
        }
    }

    // MARK: the readers' side

    /// A reader comes.
    mutating func open() {
        readers += 1
        isAbandoned = false
    }

    /// A reader goes.
    mutating func close() { readers -= 1 }

    /// The oldest bytes, about `wanted` of them; nil when there are none yet. Answer with `written` or `putBack`.
    mutating func take(about wanted: Int) -> Taken? {
        guard takenPieces < pieces.count else { return hasEnded ? .end : nil }
        var bytes = removeFirst()
        while bytes.count < wanted, takenPieces < pieces.count { bytes += removeFirst() }
        return .bytes(bytes)
    }

    /// Bytes that were taken have reached the reader.
    mutating func written(_ count: Int) { byteCount -= count }

    /// Bytes that were taken did not reach the reader.
    mutating func putBack(_ bytes: [UInt8]) {
        pieces.removeFirst(takenPieces)
        takenPieces = 0
        pieces.insert(bytes, at: 0)
    }

    /// Removes the first piece; the array itself is only now and then made shorter.
    private mutating func removeFirst() -> [UInt8] {
        var first: [UInt8] = []
        swap(&first, &pieces[takenPieces])
        takenPieces += 1
        if takenPieces == pieces.count {
            (pieces, takenPieces) = ([], 0)
        } else if takenPieces > 256, takenPieces > pieces.count / 2 {
            pieces.removeFirst(takenPieces)
            takenPieces = 0
        }
        return first
    }
}
