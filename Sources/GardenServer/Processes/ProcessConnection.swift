import GardenWire
import NIOCore

/// A client's process connection: turns what it sends into commands.
final class ProcessConnection: ByteSink {
    private let session: ProcessSession
    private var splitter = PayloadSplitter()
    private var payloads = PayloadLoop()
    private var isOver = false

    init(_ session: ProcessSession) { self.session = session }

    var wantsInput: Bool { isOver || !session.commandsAreFull }

    func received(_ bytes: ByteBuffer) {
        guard !isOver else { return }
        splitter.append(bytes.readableBytesView)
        while let piece = splitter.nextPiece() {
            // Why a payload cannot be read is not logged: the reason may repeat a part of the input.
            guard case .value(let text) = piece, let payload = try? ProcessPayload(body: text) else {
                return end(.unreadableInput)
            }
            if let command = payloads.command(payload) { session.append(command) }
        }
    }

    func inputEnded() { end(.clientGone) }

    func serverStops() { end(.serverStops) }

    func closed() { end(.clientGone) }

    private func end(_ reason: SessionState.Reason) {
        isOver = true
        splitter = PayloadSplitter()
        session.end(.detached(reason))
    }
}
