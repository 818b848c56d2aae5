import Linux
import SystemPackage
import Testing

/// Listens for a terminal.
struct TerminalDoor {
    let path: FilePath
    private let listener: StreamSocket

    init(_ trial: RuntimeTrial, name: String = "door") throws {
        path = trial.folder.appending(name)
        listener = try StreamSocket.listen(at: path)
    }

    /// Waits for the terminal; the caller's.
    func terminal() throws -> FileDescriptor {
        let guest = try Self.wait(listener.descriptor) { try listener.accept() }
        defer { guest.descriptor.closeIgnoringErrors() }
        return try Self.wait(guest.descriptor) {
            guard case .message(_, let descriptors) = try guest.receive(upTo: 4096) else { return nil }
            return descriptors.first
        }
    }

    func close() { listener.descriptor.closeIgnoringErrors() }

    private static func wait<Value>(_ descriptor: FileDescriptor, _ body: () throws -> Value?) throws -> Value {
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(descriptor)], milliseconds: 10_000)
        return try #require(try body())
    }
}
