public import Linux
import Synchronization
public import SystemPackage

/// Pipes between this process and a process in a container, for one call.
///
/// The process's ends are closed here as soon as the runtime runs, or could not be started, so that a reader sees the
/// end when the last process that writes has ended. Our ends belong to whoever takes them; those that nobody took are
/// closed with this.
public final class StandardPipes: Sendable {
    /// Some of the three streams.
    public struct Which: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt8
        /// By bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Standard input.
        public static let input = Which(rawValue: 1)
        /// Standard output.
        public static let output = Which(rawValue: 2)
        /// Standard error.
        public static let error = Which(rawValue: 4)
        /// All three.
        public static let all: Which = [.input, .output, .error]

        fileprivate static let inOrder: [Which] = [.input, .output, .error]
    }

    private struct Ends: Sendable {
        /// The process's, by its numbers; nil once a call has them.
        var process: [FileDescriptor?]? = []
        /// Ours, by its numbers.
        var own: [FileDescriptor?] = []

        mutating func addNone() {
            own.append(nil)
            process?.append(nil)
        }

        mutating func addPipe(for stream: Which, _ owner: FileOwner?) throws(LinuxError) {
            let pipe = try Pipe.make()
            own.append(stream == .input ? pipe.write : pipe.read)
            process?.append(stream == .input ? pipe.read : pipe.write)
            // Both ends are one file.
            if let owner { try pipe.write.setOwner(owner) }
        }

        func close() {
            for descriptor in own + (process ?? []) { descriptor?.closeIgnoringErrors() }
        }
    }

    private let ends: Mutex<Ends>

    /// Makes pipes for `which` streams; the others are null devices.
    ///
    /// - Parameter owner: whose the pipes are: a process in a user namespace can open its streams once more, by
    ///   /proc/self/fd, only when they belong to its user. Nil: ours.
    public init(_ which: Which = .all, owner: FileOwner? = nil) throws(LinuxError) {
        var made = Ends()
        do {
            for stream in Which.inOrder {
                if which.contains(stream) { try made.addPipe(for: stream, owner) } else { made.addNone() }
            }
        } catch {
            made.close()
            throw error
        }
        ends = Mutex(made)
    }

    deinit { ends.withLock { $0.close() } }

    /// The end to write the process's input to; the caller owns it. Nil when it was taken, or there is no such pipe.
    public func takeInput() -> FileDescriptor? { take(0) }

    /// The end to read the process's output from; the caller owns it. Nil when it was taken, or there is no such pipe.
    public func takeOutput() -> FileDescriptor? { take(1) }

    /// The end to read the process's errors from; the caller owns it. Nil when it was taken, or there is no such pipe.
    public func takeError() -> FileDescriptor? { take(2) }

    /// The process's ends, which belong to the caller then; nil for a stream without a pipe.
    func claim() throws(RuncError) -> [FileDescriptor?] {
        let claimed = ends.withLock { ends in
            defer { ends.process = nil }
            return ends.process
        }
        guard let claimed else { throw .invalid(reason: "the pipes were given to another call before") }
        return claimed
    }

    private func take(_ number: Int) -> FileDescriptor? {
        ends.withLock { ends in
            defer { ends.own[number] = nil }
            return ends.own[number]
        }
    }
}
