import Garden
import GardenWire

/// What a client asks of its process.
enum ProcessCommand: Sendable, Hashable {
    /// Bytes for its standard input.
    case write([UInt8])
    /// The end of its standard input.
    case endInput
    case signal(ProcessSignal)
    case resize(WindowSize)
}

/// Understands a client's payloads, in order.
///
/// One payload means one thing: a terminal wins over input, and input over a signal. What means nothing here is passed
/// over, and the end of the input is no reason to stop listening.
struct PayloadLoop: Sendable {
    private var inputHasEnded = false

    init() {}

    /// What `payload` asks for, if anything.
    mutating func command(_ payload: ProcessPayload) -> ProcessCommand? {
        if let terminal = payload.terminal { return terminal.windowSize.map(ProcessCommand.resize) }
        if payload.source != nil { return input(payload.data) }
        return payload.signal.flatMap(ProcessSignal.init).map(ProcessCommand.signal)
    }

    private mutating func input(_ data: String?) -> ProcessCommand? {
        guard !inputHasEnded else { return nil }
        guard let data else {
            inputHasEnded = true
            return .endInput
        }
        return data.isEmpty ? nil : .write(Array(data.utf8))
    }
}
