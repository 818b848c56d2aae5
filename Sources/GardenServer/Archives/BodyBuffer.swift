import Garden

/// What of a request's body has arrived and was not read yet.
struct BodyBuffer: Sendable {
    /// What a reader gets.
    enum Taken: Sendable, Hashable {
        /// All that was there. `makesRoom`: the client was not read on, and may be now.
        case bytes([UInt8], makesRoom: Bool)
        /// The body is over, or the reader has given it up.
        case end
        /// The rest will never come.
        case failure(GardenError)
    }

    private let limit: Int
    private var bytes: [UInt8] = []
    /// How many bytes the last reader got.
    private var usualCount = 0
    private var ending: Taken?
    private var isClosed = false
    private var wasAsked = false

    /// An empty buffer that is full with `limit` bytes.
    init(limit: Int) { self.limit = limit }

    /// Whether the client is not to be read on.
    var isFull: Bool { isClosed || bytes.count >= limit }

    /// Takes what arrived. What had been received already is taken even when the buffer is full.
    mutating func append(_ more: some Sequence<UInt8>) {
        guard !isClosed, ending == nil else { return }
        // Of about the size that it had last, it need not be moved while it grows.
        if bytes.isEmpty { bytes.reserveCapacity(max(more.underestimatedCount, usualCount)) }
        bytes.append(contentsOf: more)
    }

    /// The body is complete.
    mutating func end() { ending = ending ?? .end }

    /// The body broke off. What arrived before can still be read.
    mutating func fail(_ error: GardenError) { ending = ending ?? .failure(error) }

    /// Nobody will read any more.
    mutating func close() {
        isClosed = true
        bytes = []
    }

    /// A reader comes. Returns whether it is the first.
    mutating func ask() -> Bool {
        defer { wasAsked = true }
        return !wasAsked
    }

    /// What there is for a reader; nil when there is nothing yet.
    mutating func take() -> Taken? {
        if isClosed { return .end }
        guard !bytes.isEmpty else { return ending }
        let makesRoom = isFull
        usualCount = bytes.count
        defer { bytes = [] }
        return .bytes(bytes, makesRoom: makesRoom)
    }
}
