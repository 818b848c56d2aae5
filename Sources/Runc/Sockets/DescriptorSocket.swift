import Linux
import LinuxAsync
public import SystemPackage

/// A socket to which a runtime sends a descriptor: a terminal's (`--console-socket`) or a process's
/// (`--pidfd-socket`).
///
/// It is there while the closure runs that has it. One descriptor is received at a time.
public final class DescriptorSocket: Sendable {
    /// How long the name may be that comes with a descriptor, in bytes.
    static let nameLimit = 4095

    /// Where it listens, for the runtime's options.
    public let path: FilePath

    private let listener: AsyncDescriptor
    private let system: AsyncSystem

    /// Takes `listener` over, which listens at `path`.
    init(_ listener: StreamSocket, at path: FilePath, on system: AsyncSystem) {
        (self.path, self.system) = (path, system)
        self.listener = AsyncDescriptor(owning: listener.descriptor, system: system)
    }

    /// Waits for a descriptor, however long; the caller owns it, and it is close-on-exec.
    ///
    /// - Throws: `RuncError.nothingSent` when somebody connected and sent nothing; `.unexpectedMessage`; `.cancelled`.
    public func receive() async throws(RuncError) -> FileDescriptor {
        try await translated {
            while true {
                if let connection = try accept() { return try await descriptor(from: connection) }
                try await listener.readable()
            }
        }
    }

    /// Makes a call that sends a descriptor, and waits for it no longer than the call takes: a runtime that has ended
    /// sends nothing more. For a call that lasts as long as the process, use `receive()` beside it: this one hands the
    /// descriptor over when the call has ended.
    ///
    /// - Returns: the call's answer, and the descriptor, which the caller owns; it is close-on-exec.
    /// - Throws: what the call throws, one that is no `RuncError` as `RuncError.system`, and a descriptor that came is
    ///   closed then; `RuncError.nothingSent`; `.unexpectedMessage`.
    public func receive<Answer>(
        during call: () async throws -> Answer
    ) async throws(RuncError) -> (Answer, FileDescriptor) {
        let answer: Answer
        do {
            answer = try await call()
        } catch {
            discardWaiting()
            throw RuncError(error, executable: path)
        }
        // The kernel keeps what was sent until somebody takes it; the runtime does not wait for that.
        return (answer, try waiting())
    }

    /// No longer listens.
    func close() { listener.close() }

    /// What was sent by now.
    private func waiting() throws(RuncError) -> FileDescriptor {
        do {
            guard let connection = try accept() else { throw RuncError.nothingSent(socket: path) }
            defer { connection.close() }
            guard let descriptor = try take(from: connection) else { throw RuncError.nothingSent(socket: path) }
            return descriptor
        } catch {
            throw RuncError(error, executable: path)
        }
    }

    /// Closes what was sent by now, so that it is not taken for an answer to a later call.
    private func discardWaiting() {
        do {
            // Closing a connection closes the descriptors that wait in it.
            while let connection = try accept() { connection.close() }
        } catch {
            // Whoever connected is refused: nothing of it can be mistaken later.
        }
    }

    private func descriptor(from connection: AsyncDescriptor) async throws -> FileDescriptor {
        defer { connection.close() }
        while true {
            if let descriptor = try take(from: connection) { return descriptor }
            try await connection.readable()
        }
    }

    /// The next connection; nil when there is none now.
    private func accept() throws -> AsyncDescriptor? {
        guard let connection = try listener.withDescriptor({ try StreamSocket($0).accept() }) else { return nil }
        let owned = AsyncDescriptor(owning: connection.descriptor, system: system)
        let peer = try connection.peerUser()
        // The folder keeps others out; this is for one whose rights somebody has changed.
        guard peer == 0 || peer == StreamSocket.ownUser else {
            owned.close()
            throw refusal("user \(peer) connected, who is neither root nor the one this program runs as")
        }
        return owned
    }

    /// The descriptor that came; nil when nothing came yet.
    private func take(from connection: AsyncDescriptor) throws -> FileDescriptor? {
        switch try connection.withDescriptor({ try StreamSocket($0).receive(upTo: Self.nameLimit + 1) }) {
        case .nothing: return nil
        case .end: throw RuncError.nothingSent(socket: path)
        case .message(let name, let descriptors):
            if name.count <= Self.nameLimit, descriptors.count == 1 { return descriptors.first }
            for descriptor in descriptors { descriptor.closeIgnoringErrors() }
            guard name.count <= Self.nameLimit else {
                throw refusal("a name of more than \(Self.nameLimit) bytes")
            }
            throw refusal(
                descriptors.isEmpty
                    ? "no descriptor, or more than can be received" : "\(descriptors.count) descriptors instead of one")
        }
    }

    private func refusal(_ reason: String) -> RuncError { .unexpectedMessage(socket: path, reason: reason) }

    private func translated<Answer>(_ body: () async throws -> Answer) async throws(RuncError) -> Answer {
        do {
            return try await body()
        } catch {
            throw RuncError(error, executable: path)
        }
    }
}
