/// Who reads an output stream, whose turn it is, and how far the stream is.
///
/// While there are readers somebody, the pump, reads a piece from the process, hands it to the reader whose turn it is,
/// and asks for the next one when that has it. Without readers there is no pump.
struct OutputTurns: Sendable {
    /// What is to be done about a change.
    struct Step: Sendable {
        /// These readers get nothing more.
        var leaving: [any OutputReader] = []
        /// The pump is to begin.
        var pumpBegins = false
        /// Nobody is left for what the pump waits for.
        var readIsFutile = false
    }

    /// What the pump does.
    private enum Stage: Sendable {
        /// There is no pump.
        case none
        case reads
        case hands
        /// It has nothing more to do but to end.
        case ends
    }

    /// In the order of their turns.
    private var readers: [any OutputReader] = []
    private var stage = Stage.none
    /// Gets a piece at this moment; it may have left the readers meanwhile.
    private var taker: (any OutputReader)?
    private var hasEnded = false
    private var endIsTold = false
    private var admitsNoMore = false
    private var isClosed = false

    /// Whether nothing will be read any more, and nothing is being sent.
    var isOver: Bool { stage == .none && !isOpen }

    /// Whether what was read and not delivered is to come again.
    var isToPause: Bool { !hasEnded }

    private var isOpen: Bool { !isClosed && !(hasEnded && endIsTold) }

    // MARK: the clients' side

    /// A reader comes.
    mutating func comes(_ reader: any OutputReader) -> Step {
        guard isOpen, !admitsNoMore else { return Step(leaving: [reader]) }
        readers.append(reader)
        return begins()
    }

    /// A reader goes. The piece that it may be getting it gets whole.
    mutating func goes(_ reader: any OutputReader) -> Step {
        guard let index = readers.firstIndex(where: { $0 === reader }) else { return Step() }
        readers.remove(at: index)
        closeIfDeserted()
        return Step(leaving: taker === reader ? [] : [reader], readIsFutile: isFutile)
    }

    // MARK: the session's side

    /// The client knows how the process ended: from now on the readers get the end once they have all the rest.
    mutating func tellsEnd() -> Step {
        endIsTold = true
        return leavesIfEnded()
    }

    /// Those who read now are the last.
    mutating func admitsLast() -> Step {
        admitsNoMore = true
        closeIfDeserted()
        return Step()
    }

    /// Nothing more is read. The piece that is being sent still is, unless it is `cut`.
    mutating func closes(cut: Bool) -> Step {
        isClosed = true
        var leaving = leaveAll()
        if cut, let taker { leaving.append(taker) }
        return Step(leaving: leaving, readIsFutile: isFutile)
    }

    // MARK: the pump's side

    /// Whether the pump is to read the next piece.
    mutating func readBegins() -> Bool {
        stage = isOpen && !hasEnded && !readers.isEmpty ? .reads : .ends
        return stage == .reads
    }

    /// There will be no more pieces.
    mutating func sourceEnds() -> Step {
        hasEnded = true
        stage = .ends
        return leavesIfEnded()
    }

    /// Who gets the piece that was read; nil: nobody is left. Answered by `pieceIsHanded`.
    mutating func nextTaker() -> (any OutputReader)? {
        guard isOpen, !readers.isEmpty else { return nil }
        let reader = readers.removeFirst()
        readers.append(reader)
        (stage, taker) = (.hands, reader)
        return reader
    }

    /// The piece has reached its reader, or its reader has gone.
    mutating func pieceIsHanded(_ hasArrived: Bool) -> Step {
        defer { taker = nil }
        guard let taker else { return Step() }
        let index = readers.firstIndex { $0 === taker }
        if hasArrived, index != nil { return Step() }
        if let index { readers.remove(at: index) }
        closeIfDeserted()
        return Step(leaving: [taker])
    }

    /// The pump has ended; there may be work for another one.
    mutating func pumpEnds() -> Step {
        stage = .none
        return begins()
    }

    // MARK: small things

    private var isFutile: Bool { stage == .reads && readers.isEmpty }

    private mutating func begins() -> Step {
        guard stage == .none, isOpen, !hasEnded, !readers.isEmpty else { return Step() }
        stage = .reads
        return Step(pumpBegins: true)
    }

    private mutating func closeIfDeserted() {
        if admitsNoMore, readers.isEmpty { isClosed = true }
    }

    private mutating func leavesIfEnded() -> Step {
        Step(leaving: isOpen ? [] : leaveAll())
    }

    /// All go but the one that is getting a piece, which goes when it has it.
    private mutating func leaveAll() -> [any OutputReader] {
        defer { readers = [] }
        return readers.filter { $0 !== taker }
    }
}
