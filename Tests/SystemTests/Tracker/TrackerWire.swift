import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage
import Testing

/// A connection to a tracker, without the client that a server has.
final class TrackerWire {
    /// A message, and what came with it.
    struct Answer {
        let message: TrackerMessage
        let descriptors: [FileDescriptor]
    }

    struct Ended: Error {}
    struct Unexpected: Error { let message: TrackerMessage }

    private let socket: AsyncDescriptor
    private var number: TrackerRequest.Number = 0
    private var ends: [ProcessName: Linux.ExitStatus] = [:]

    /// Connects, and waits for the tracker's hello.
    init(_ sandbox: TrackerSandbox) async throws {
        let socket = try SequencedPacketSocket.connect(to: TrackerProtocol.socketName, in: sandbox.folder.path)
        self.socket = AsyncDescriptor(owning: socket.descriptor, system: sandbox.system)
        try send(.hello(version: TrackerProtocol.version))
        guard case .hello = try await receive().message else { throw Ended() }
    }

    deinit { close() }

    func close() { socket.close() }

    /// Sends a request and waits for its answer. Ends of processes that are told before are remembered.
    func ask(_ make: (TrackerRequest.Number) throws -> TrackerRequest) async throws -> Answer {
        number += 1
        try send(try make(number))
        while true {
            let answer = try await receive()
            if case .exited(let name, let status) = answer.message { ends[name] = status } else { return answer }
        }
    }

    /// Waits for the end of a process.
    func end(of text: String) async throws -> Linux.ExitStatus {
        let name = try #require(ProcessName(text))
        while true {
            if let status = ends.removeValue(forKey: name) { return status }
            if case .exited(let name, let status) = try await receive().message { ends[name] = status }
        }
    }

    func run(
        _ text: String, _ script: String, in sandbox: TrackerSandbox, terminal: TerminalSize? = nil,
        change: (inout RunRequest) -> Void = { _ in }
    ) async throws -> Answer {
        var process = sandbox.process(["/bin/sh", "-c", script], hasTerminal: terminal != nil).object ?? [:]
        // As servers do: the process may look before the tracker has the terminal.
        if let terminal {
            process["consoleSize"] = ["width": .integer(terminal.columns), "height": .integer(terminal.rows)]
        }
        let file = try MemoryFile.make(name: "process", contents: JSONValue.object(process).encoded())
        defer { file.closeIgnoringErrors() }
        var request = RunRequest(
            runtime: sandbox.runtime, container: sandbox.container, name: try #require(ProcessName(text)),
            owner: .root, process: file)
        request.terminal = terminal
        change(&request)
        return try await ask { .run($0, request) }
    }

    /// Starts a process, and hands over its three streams.
    func start(
        _ text: String, _ script: String, in sandbox: TrackerSandbox, terminal: TerminalSize? = nil,
        change: (inout RunRequest) -> Void = { _ in }
    ) async throws -> WireStreams {
        let answer = try await run(text, script, in: sandbox, terminal: terminal, change: change)
        guard case .started(_, _, let pid) = answer.message, answer.descriptors.count == 3 else {
            throw Unexpected(message: answer.message)
        }
        let streams = answer.descriptors.map { AsyncDescriptor(owning: $0, system: sandbox.system) }
        return WireStreams(pid: pid, input: streams[0], output: streams[1], error: streams[2])
    }

    /// Takes an output over.
    func open(
        _ text: String, _ kind: OutputKind = .standardOutput, in sandbox: TrackerSandbox
    ) async throws -> (OpenedOutput, [AsyncDescriptor]) {
        let name = try #require(ProcessName(text))
        let answer = try await ask { .open($0, name, kind) }
        guard case .opened(_, let output) = answer.message else { throw Unexpected(message: answer.message) }
        try #require(answer.descriptors.count == output.descriptorCount)
        return (output, answer.descriptors.map { AsyncDescriptor(owning: $0, system: sandbox.system) })
    }

    private func send(_ request: TrackerRequest) throws {
        let isSent = try socket.withDescriptor {
            try SequencedPacketSocket($0).send(request.encoded, descriptors: request.descriptors)
        }
        try #require(isSent)
    }

    private func receive() async throws -> Answer {
        while true {
            switch try socket.withDescriptor({ try SequencedPacketSocket($0).receive() }) {
            case .packet(let bytes, let descriptors):
                return Answer(message: try TrackerMessage(bytes), descriptors: descriptors)
            case .nothing: try await socket.readable()
            case .end: throw Ended()
            }
        }
    }
}

/// A process's streams, as they come over the wire.
struct WireStreams {
    let pid: PID
    let input: AsyncDescriptor
    let output: AsyncDescriptor
    let error: AsyncDescriptor

    func close() { for stream in [input, output, error] { stream.close() } }
}

extension AsyncDescriptor {
    /// What comes, until it ends with `end`; all of it, if that is empty.
    func text(upTo end: String = "", after text: String = "") async throws -> String {
        var bytes = Array(text.utf8)
        while end.isEmpty || !bytes.reversed().starts(with: end.utf8.reversed()) {
            let part = try await read(upTo: 1 << 16)
            if part.isEmpty { break }
            bytes += part
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What is there now.
    func textNow() throws -> String {
        var bytes: [UInt8] = []
        while let part = try readAvailable(upTo: 1 << 16), !part.isEmpty { bytes += part }
        return String(decoding: bytes, as: UTF8.self)
    }
}
