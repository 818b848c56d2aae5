import Garden
import GardenWire

extension PayloadSplitter {
    /// The next payload, or nil when more bytes are needed.
    mutating func nextPayload() throws(RemoteError) -> ProcessPayload? {
        switch nextPiece() {
        case nil: return nil
        case .unreadable: throw .badResponse(reason: "what a process's connection carries is not JSON")
        case .value(let text):
            do {
                return try ProcessPayload(body: text)
            } catch {
                throw .badResponse(reason: error.description)
            }
        }
    }
}

extension ProcessPayload {
    /// Text for standard input; nil: its end.
    init(standardInput text: String?, process: String) {
        self.init()
        (processID, source, data) = (process, 0, text)
    }

    /// A signal.
    init(_ signal: ProcessSignal, process: String) {
        self.init()
        (processID, self.signal) = (process, signal.rawValue)
    }

    /// A size for the terminal.
    init(_ size: WindowSize, process: String) {
        self.init()
        (processID, terminal) = (process, TerminalSpec(windowSize: size))
    }
}
