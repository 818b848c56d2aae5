import Garden
import GardenClient
import GuardianTestSupport
import Synchronization

/// A client of a process that counts, which attaches again whenever its server is gone, as Concourse's does.
final class CountFollower: Sendable {
    /// What it has got.
    struct Result: Sendable {
        var status: Int32
        var output: CountedStream
        var errors: CountedStream
        var attachments: Int
    }

    private let backend: RemoteBackend
    private let handle: Handle
    private let id: ProcessID
    /// One entry for each server that has begun to serve.
    private let servers: Recorder<Int>
    /// One entry for each attachment, of all followers.
    private let attached: Recorder<Handle>
    private let output = Mutex(CountedStream())
    private let errors = Mutex(CountedStream())

    init(
        _ backend: RemoteBackend, _ id: ProcessID, in handle: Handle, servers: Recorder<Int>,
        attached: Recorder<Handle> = Recorder()
    ) {
        (self.backend, self.handle, self.id) = (backend, handle, id)
        (self.servers, self.attached) = (servers, attached)
    }

    /// Follows until the process has ended and all that it wrote has come.
    ///
    /// - Throws: what is no fault of a server that was killed.
    func follow() async throws -> Result {
        var attachments = 0
        while true {
            let known = servers.entries.count
            do {
                let process = try await backend.assumedContainer(handle).attach(id)
                attachments += 1
                attached.record(handle)
                output.withLock { $0.reconnected() }
                errors.withLock { $0.reconnected() }
                let (status, isComplete) = try await drain(process)
                // Both streams end with the connection, too. Told apart by a server that lived through it.
                if isComplete, servers.entries.count == known {
                    return Result(
                        status: status, output: output.withLock { $0 }, errors: errors.withLock { $0 },
                        attachments: attachments)
                }
            } catch is RemoteError {
                await servers.wait { $0.count > known }
            }
        }
    }

    /// Takes all that comes by a connection to the process.
    ///
    /// - Returns: how the process ended, and whether both streams came to an end, which may be that of the server.
    /// - Throws: `RemoteError` when it cannot be told how.
    @discardableResult
    func drain(_ process: any Garden.Process) async throws -> (status: Int32, isComplete: Bool) {
        async let outputIsComplete = drain(process.standardOutput, into: output)
        async let errorsAreComplete = drain(process.standardError, into: errors)
        let status: Swift.Result<Int32, any Error>
        do { status = .success(try await process.wait()) } catch { status = .failure(error) }
        let isComplete = try await (outputIsComplete, errorsAreComplete) == (true, true)
        return (try status.get(), isComplete)
    }

    /// - Returns: whether the stream came to its end; false when its connection broke.
    private func drain(_ stream: any ProcessOutput, into counted: borrowing Mutex<CountedStream>) async throws -> Bool {
        while true {
            let bytes: [UInt8]
            do { bytes = try await stream.read() } catch is RemoteError { return false }
            if bytes.isEmpty { return true }
            try counted.withLock { try $0.take(bytes) }
        }
    }
}
