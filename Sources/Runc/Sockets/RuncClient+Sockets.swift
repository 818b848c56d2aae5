import Linux
import LinuxAsync
import RuncCommand
import SystemPackage

extension RuncClient {
    /// Calls `body` with a socket for a terminal, for options' `consoleSocket`.
    ///
    /// It is in a folder of its own below `temporaryFolder` that only we can enter, and that is gone when this returns.
    ///
    /// - Throws: what `body` throws; `RuncError.invalid` when the socket's path would be too long, with nothing made.
    public func withConsoleSocket<Answer>(
        isolation: isolated (any Actor)? = #isolation, _ body: (DescriptorSocket) async throws -> Answer
    ) async throws -> Answer {
        try await withSocket(isolation: isolation, body)
    }

    /// Calls `body` with a socket for a pidfd, for options' `pidfdSocket`; otherwise as `withConsoleSocket`.
    ///
    /// A runtime that does not know the option refuses the call.
    public func withPIDSocket<Answer>(
        isolation: isolated (any Actor)? = #isolation, _ body: (DescriptorSocket) async throws -> Answer
    ) async throws -> Answer {
        try await withSocket(isolation: isolation, body)
    }

    private func withSocket<Answer>(
        isolation: isolated (any Actor)?, _ body: (DescriptorSocket) async throws -> Answer
    ) async throws -> Answer {
        let socket = try await makeSocket()
        return try await Self.cleaningUp(isolation: isolation) {
            try await body(socket)
        } cleanUp: {
            try await remove(socket)
        }
    }

    private func makeSocket() async throws(RuncError) -> DescriptorSocket {
        do {
            // A short name, for a socket's path is short, that nobody can guess and take.
            let name = String(UInt64.random(in: .min ... .max), radix: 36)
            let folder = try absolute(temporaryFolder).appending(".g" + name)
            let path = folder.appending("s")
            let length = path.string.utf8.count
            guard length <= StreamSocket.pathLimit else {
                throw RuncError.invalid(
                    reason: "the socket's path \(path) has \(length) bytes, more than \(StreamSocket.pathLimit)")
            }
            let listener = try await system.blocking {
                try Files.makeNewDirectory(folder, mode: FilePermissions(rawValue: 0o700))
                do {
                    return try StreamSocket.listen(at: path)
                } catch {
                    try Files.removeTree(folder)
                    throw error
                }
            }
            return DescriptorSocket(listener, at: path, on: system)
        } catch {
            throw RuncError(error, executable: configuration.executable)
        }
    }

    private func remove(_ socket: DescriptorSocket) async throws(RuncError) {
        socket.close()
        do {
            try await system.blocking { try Files.removeTree(socket.path.removingLastComponent()) }
        } catch {
            throw RuncError(error, executable: configuration.executable)
        }
    }
}
