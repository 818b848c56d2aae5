import GardenWire
import Synchronization

/// Reads the payloads that a server sends on a process's connection, up to the one that tells its end.
final class ExitWatch: ByteSink {
    /// The exit status. `RemoteError.detached` when the connection ended without one.
    let exit = Once<Int32>()

    private let process: String
    private let splitter: Mutex<PayloadSplitter>

    /// - Parameter splitter: what read the connection's first payload, with what it has read beyond.
    init(process: String, splitter: PayloadSplitter) {
        self.process = process
        self.splitter = Mutex(splitter)
        receive([])
    }

    func receive(_ bytes: [UInt8]) {
        guard exit.result == nil else { return }
        splitter.withLock { splitter in
            splitter.append(bytes)
            do {
                while exit.result == nil, let payload = try splitter.nextPayload() { try take(payload) }
            } catch {
                exit.resolve(.failure(error))
            }
        }
    }

    func end(_ error: (any Error)?) {
        exit.resolve(.failure(RemoteError.detached(process: process)))
    }

    /// Payloads that say nothing known are no error: servers may send them as a sign of life.
    private func take(_ payload: ProcessPayload) throws(RemoteError) {
        if let reason = payload.error { throw .waitFailed(reason: reason) }
        guard let number = payload.exitStatus else { return }
        guard let status = Int32(exactly: number) else { throw .badResponse(reason: "\(number) is no exit status") }
        exit.resolve(.success(status))
    }
}
