import Garden
import GardenWire
import JSON

/// What a client was asked to send to a process.
enum Input: Sendable {
    case text([UInt8])
    case end
    case signal(ProcessSignal)
    case resize(WindowSize)

    /// From the payload that the original's client sent; nil for what our interface cannot express.
    init?(_ payload: JSONValue) {
        guard let payload = try? ProcessPayload(wire: payload) else { return nil }
        if let data = payload.data {
            self = .text(Array(data.utf8))
        } else if payload.source != nil {
            self = .end
        } else if let signal = payload.signal.flatMap(ProcessSignal.init) {
            self = .signal(signal)
        } else if let size = payload.terminal?.windowSize {
            self = .resize(size)
        } else {
            return nil
        }
    }

    func send(to process: any Garden.Process) async throws {
        switch self {
        case .text(let bytes): try await process.writeStandardInput(bytes)
        case .end: await process.closeStandardInput()
        case .signal(let signal): try await process.signal(signal)
        case .resize(let size): try await process.resize(to: size)
        }
    }
}
