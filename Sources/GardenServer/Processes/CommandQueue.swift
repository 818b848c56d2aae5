import Garden

/// What a client asked of its process and has not been done yet.
///
/// Input waits until the process reads it. Signals and sizes do not wait for the input: they form a line of their own.
/// When there is too much of either, the client is not read on; so a signal overtakes as much unread input as is kept
/// here, and behind more than that it waits in the socket together with the client, whose own writes then block. A
/// process can be signalled through another connection at any time.
struct CommandQueue: Sendable {
    /// What is to be done about the standard input.
    enum Input: Sendable, Hashable {
        case bytes([UInt8])
        case end
        /// Nothing, now and later.
        case over
    }

    /// What is to be done about the process itself.
    enum Control: Sendable, Hashable {
        case signal(ProcessSignal)
        case resize(WindowSize)
        /// Nothing, now and later.
        case over
    }

    /// How much of the input is handed to the process at once.
    static let pieceSize = 64 * 1024
    /// More than any client sends on purpose.
    static let mostControls = 256

    private let limit: Int
    private var bytes: [UInt8] = []
    private var inputEnds = false
    private var controls: [Control] = []
    /// Commands that are being carried out.
    private var bytesUnderWay = 0
    private var inputsUnderWay = 0
    private var controlsUnderWay = 0
    private var isClosed = false

    /// An empty queue that is full with `limit` bytes.
    init(limit: Int) { self.limit = limit }

    /// Whether the client is not to be read on.
    var isFull: Bool {
        bytes.count + bytesUnderWay >= limit || controls.count + controlsUnderWay >= Self.mostControls
    }

    /// Whether everything is done, and no more will come.
    var isFinished: Bool { isClosed && hasNoInput && inputsUnderWay == 0 && controls.isEmpty && controlsUnderWay == 0 }

    private var hasNoInput: Bool { bytes.isEmpty && !inputEnds }

    // MARK: the client's side

    mutating func append(_ command: ProcessCommand) {
        guard !isClosed else { return }
        switch command {
        case .write(let more): bytes += more
        case .endInput: inputEnds = true
        case .signal(let signal): controls.append(.signal(signal))
        case .resize(let size): controls.append(.resize(size))
        }
    }

    /// No more will come; what is there is still done.
    mutating func close() { isClosed = true }

    /// No more will come, and what is there does not matter any more.
    mutating func abandon() {
        self = CommandQueue(limit: limit)
        isClosed = true
    }

    // MARK: the process's side

    /// The next thing to do about the input; nil when there is none yet.
    mutating func nextInput() -> Input? {
        if !bytes.isEmpty {
            let piece = Array(bytes.prefix(Self.pieceSize))
            if piece.count == bytes.count { bytes = [] } else { bytes.removeFirst(piece.count) }
            bytesUnderWay = piece.count
            inputsUnderWay += 1
            return .bytes(piece)
        }
        if inputEnds {
            inputEnds = false
            inputsUnderWay += 1
            return .end
        }
        return isClosed ? .over : nil
    }

    /// The thing about the input is done. Returns whether the client may be read on, and could not before.
    mutating func inputDone() -> Bool {
        guard inputsUnderWay > 0 else { return false }
        let wasFull = isFull
        (bytesUnderWay, inputsUnderWay) = (0, 0)
        return wasFull && !isFull
    }

    /// The next thing to do about the process; nil when there is none yet.
    mutating func nextControl() -> Control? {
        guard !controls.isEmpty else { return isClosed ? .over : nil }
        controlsUnderWay = 1
        return controls.removeFirst()
    }

    /// The thing about the process is done. Returns whether the client may be read on, and could not before.
    mutating func controlDone() -> Bool {
        guard controlsUnderWay > 0 else { return false }
        let wasFull = isFull
        controlsUnderWay = 0
        return wasFull && !isFull
    }
}
