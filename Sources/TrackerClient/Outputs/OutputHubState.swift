/// Who gets what of one output stream that several may read. Does nothing itself.
///
/// What no client has got stays in the kernel, so that the end of this program loses none of it: a *window* of it is
/// looked at and given to all readers, and is taken out once the first of them has delivered it. Positions are counted in
/// bytes from where this began.
struct OutputHubState: Sendable {
    typealias ReaderID = UInt64

    /// Whose the stream is.
    enum Hold: Hashable, Sendable {
        /// The tracker's.
        case none
        /// It is being asked for.
        case opening
        /// Ours.
        case held
        /// It is being given back.
        case releasing
    }

    /// What a reader that asks is to do.
    enum Answer: Hashable, Sendable {
        case bytes([UInt8])
        case end
        /// Ask the tracker for the stream, and say `opened` or `openFailed`.
        case open
        /// Look at what there is, say so by `peeked` or `ended`, and ask again.
        case peek
        /// Wait until something has changed.
        case wait
        /// It has left.
        case closed
    }

    /// What follows from something.
    struct Effect: Hashable, Sendable {
        /// So many bytes are to be taken out of the kernel.
        var consumed = 0
        /// The stream is to be given back; say `released` then.
        var releases = false
        /// So many bytes a reader has lost, that nobody was told of yet.
        var droppedBytes: UInt64 = 0
    }

    /// What was looked at, as long as somebody may want it.
    struct Chunk: Sendable {
        let range: Range<UInt64>
        let bytes: ArraySlice<UInt8>

        /// What is of it before `end`; nil for nothing.
        func before(_ end: UInt64) -> Chunk? {
            guard range.lowerBound < end else { return nil }
            let kept = range.clamped(to: range.lowerBound..<end)
            return Chunk(range: kept, bytes: bytes.prefix(kept.count))
        }
    }

    /// What may be looked at at once: what a pipe usually holds.
    static let windowSize = 64 * 1024

    /// How far a reader may be behind.
    private let lagLimit: UInt64
    private var chunks: [Chunk] = []
    private var readers: [ReaderID: OutputReaderState] = [:]
    /// Up to here clients have got everything.
    private var deliveredEnd: UInt64 = 0
    /// Up to here it is taken out of the kernel.
    private var consumedEnd: UInt64 = 0
    /// Up to here it was looked at.
    private var windowEnd: UInt64 = 0
    private var nextID: ReaderID = 0
    /// Those who may read.
    private var members: Set<ReaderID> = []
    private(set) var hold: Hold
    /// Nobody can write to it any more.
    private var isAtEnd = false
    /// The process has ended, and there was nothing more.
    private var isDrained = false
    /// Nobody delivers anything, so what is looked at is taken out at once.
    private(set) var isStalled = false
    /// Grows with each delivery.
    private(set) var deliveries: UInt64 = 0

    /// - Parameter lagLimit: so far a reader may be behind; more than a window.
    init(isHeld: Bool, lagLimit: UInt64 = 1 << 20) {
        hold = isHeld ? .held : .none
        self.lagLimit = lagLimit
    }

    /// How much was given to readers and is still in the kernel.
    var windowBytes: Int { Int(windowEnd - consumedEnd) }

    var hasReaders: Bool { !readers.isEmpty }

    /// How many bytes are kept in memory.
    var keptBytes: Int { chunks.reduce(0) { $0 + $1.bytes.count } }

    // MARK: readers

    /// One more who may read.
    mutating func join() -> ReaderID {
        nextID += 1
        members.insert(nextID)
        return nextID
    }

    /// What a reader is to do. One that did not read before, or paused, begins with what no client has got.
    mutating func read(_ id: ReaderID) -> Answer {
        guard members.contains(id) else { return .closed }
        var reader = readers[id] ?? OutputReaderState(position: firstUnread)
        defer { readers[id] = reader }
        if let chunk = chunks.first(where: { $0.range.contains(reader.position) }) {
            return .bytes(reader.read(chunk))
        }
        if isAtEnd || isDrained { return .end }
        switch hold {
        case .none:
            hold = .opening
            return .open
        case .opening, .releasing: return .wait
        case .held: return windowBytes > 0 ? .wait : .peek
        }
    }

    /// So many bytes that a reader read have reached its client.
    mutating func delivered(_ id: ReaderID, _ count: Int) -> Effect {
        guard count > 0, let end = readers[id]?.delivered(count) else { return Effect() }
        (isStalled, deliveries) = (false, deliveries &+ 1)
        deliveredEnd = max(deliveredEnd, end)
        var effect = Effect()
        if deliveredEnd > consumedEnd {
            effect.consumed = Int(deliveredEnd - consumedEnd)
            consumedEnd = deliveredEnd
        }
        forget()
        return effect
    }

    /// A reader does not read for now: what it has not delivered comes again.
    mutating func pause(_ id: ReaderID) -> Effect {
        guard let reader = readers.removeValue(forKey: id) else { return Effect() }
        var effect = Effect(droppedBytes: reader.untoldBytes)
        if readers.isEmpty { effect.releases = release() } else { forget() }
        return effect
    }

    /// A reader goes for good.
    mutating func leave(_ id: ReaderID) -> Effect {
        guard members.remove(id) != nil else { return Effect() }
        var effect = pause(id)
        if members.isEmpty, release() { effect.releases = true }
        return effect
    }

    /// Nobody came to read in the first moments.
    mutating func giveUpWaiting() -> Effect { Effect(releases: readers.isEmpty && release()) }

    /// What no client has got, as far as it is there.
    private var firstUnread: UInt64 {
        max(deliveredEnd, chunks.first?.range.lowerBound ?? consumedEnd)
    }

    // MARK: what there is

    /// More was looked at.
    mutating func peeked(_ bytes: [UInt8]) -> Effect {
        let range = windowEnd..<windowEnd + UInt64(bytes.count)
        windowEnd = range.upperBound
        chunks.append(Chunk(range: range, bytes: bytes[...]))
        var effect = Effect()
        if isStalled {
            effect.consumed = windowBytes
            consumedEnd = windowEnd
        }
        for id in readers.keys {
            effect.droppedBytes += readers[id]?.keepUp(with: windowEnd, limit: lagLimit) ?? 0
        }
        forget()
        return effect
    }

    /// There is nothing more: for good when nobody can write any more, else for now, after the process's end.
    mutating func ended(forGood: Bool) -> Effect {
        (isAtEnd, isDrained) = (isAtEnd || forGood, true)
        guard hold == .held else { return Effect() }
        hold = .releasing
        return Effect(releases: true)
    }

    /// Nobody has delivered anything for long, and the process waits: from now on, until somebody does, what is looked at
    /// is taken out at once.
    mutating func stall() -> Effect {
        isStalled = true
        defer { consumedEnd = windowEnd }
        return Effect(consumed: windowBytes)
    }

    // MARK: the hold

    /// The tracker has handed the stream over.
    mutating func opened() -> Effect {
        hold = .held
        // Who asked for it may have gone.
        return Effect(releases: readers.isEmpty && release())
    }

    /// It has not.
    mutating func openFailed() { hold = .none }

    /// The stream is the tracker's again.
    mutating func released() { hold = .none }

    /// What is still in the kernel comes again to the next reader; what is not, and no client has got, is kept for it.
    private mutating func release() -> Bool {
        // After the end for now, others that have the stream may write more.
        isDrained = isAtEnd
        isStalled = false
        windowEnd = consumedEnd
        chunks = chunks.compactMap { $0.before(consumedEnd) }
        forget()
        guard hold == .held else { return false }
        hold = .releasing
        return true
    }

    /// Keeps what readers have not read, and what no client has got.
    private mutating func forget() {
        let newest = windowEnd - min(windowEnd, lagLimit)
        let unread = readers.values.lazy.map(\.position).min() ?? windowEnd
        let start = min(unread, max(deliveredEnd, newest))
        if chunks.contains(where: { $0.range.upperBound <= start }) {
            chunks.removeAll { $0.range.upperBound <= start }
        }
    }
}
