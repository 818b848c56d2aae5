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
    }

    /// What is to be done about the process itself.
    enum Control: Sendable, Hashable {
        case signal(ProcessSignal)
        case resize(WindowSize)
    }

    /// How much of the input is handed to the process at once.
    static let pieceSize = 64 * 1024
    /// More than any client sends on purpose.
    static let mostControls = 256

    private let limit: Int
    private var bytes: [UInt8] = []
    private var inputEnds = false
    private var controls: [Control] = []
    /// What is being carried out at this moment.
    private var bytesUnderWay = 0
    private var controlsUnderWay = 0
    /// Whether somebody carries out one thing after the other.
    private var inputIsServed = false
    private var controlIsServed = false
    private var isClosed = false

    /// An empty queue that is full with `limit` bytes.
    init(limit: Int) { self.limit = limit }

    /// Whether the client is not to be read on.
    var isFull: Bool {
        bytes.count + bytesUnderWay >= limit || controls.count + controlsUnderWay >= Self.mostControls
    }

    /// Whether everything is done, and no more will come.
    var isFinished: Bool { isClosed && hasNoInput && controls.isEmpty && !inputIsServed && !controlIsServed }

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

    /// Whether there is something to do about the input that nobody does yet: who asks must do it, by `nextInput` until
    /// that has nothing more.
    mutating func inputBegins() -> Bool {
        guard !inputIsServed, !hasNoInput else { return false }
        inputIsServed = true
        return true
    }

    /// The next thing to do about the input, answered by `inputDone`; nil: nobody is needed until `inputBegins`.
    mutating func nextInput() -> Input? {
        if !bytes.isEmpty {
            let piece = Array(bytes.prefix(Self.pieceSize))
            if piece.count == bytes.count { bytes = [] } else { bytes.removeFirst(piece.count) }
            bytesUnderWay = piece.count
            return .bytes(piece)
        }
        inputIsServed = inputEnds
        defer { inputEnds = false }
        return inputEnds ? .end : nil
    }

    /// The thing about the input is done. Returns whether the client may be read on, and could not before.
    mutating func inputDone() -> Bool {
        let wasFull = isFull
        bytesUnderWay = 0
        return wasFull && !isFull
    }

    /// Whether there is something to do about the process that nobody does yet: who asks must do it, by `nextControl`
    /// until that has nothing more.
    mutating func controlBegins() -> Bool {
        guard !controlIsServed, !controls.isEmpty else { return false }
        controlIsServed = true
        return true
    }

    /// The next thing to do about the process, answered by `controlDone`; nil: nobody is needed until `controlBegins`.
    mutating func nextControl() -> Control? {
        guard !controls.isEmpty else {
            (controls, controlIsServed) = ([], false)
            return nil
        }
        controlsUnderWay = 1
        return controls.removeFirst()
    }

    /// The thing about the process is done. Returns whether the client may be read on, and could not before.
    mutating func controlDone() -> Bool {
        let wasFull = isFull
        controlsUnderWay = 0
        return wasFull && !isFull
    }
}
