import Linux
import LinuxAsync
import ProcessTracker
import Synchronization
import SystemPackage

/// A process that somebody here is attached to: what all of them share. It is there as long as one of them is.
final class TrackedProcess: Sendable {
    /// How long the outputs of a new process are kept for those who are about to read them.
    private static let readerGrace = Duration.seconds(5)

    let name: ProcessName
    let pid: PID?
    let standardOutput: OutputHub
    let standardError: OutputHub
    let exit = Latch<ExitStatus>()
    private let link: TrackerLink
    /// Nil: it was closed already.
    private let standardInput: AsyncDescriptor?
    private let isTerminal: Bool
    /// It has ended, or another has its name: nothing is asked of the tracker about it any more.
    private let isOver = Mutex(false)
    private let graceTime = Mutex<Task<Void, any Error>?>(nil)

    /// One that was just started, whose outputs are ours.
    init(
        _ name: ProcessName, _ pid: PID, link: TrackerLink,
        streams: (input: AsyncDescriptor, outputs: [AsyncDescriptor])
    ) {
        (self.name, self.pid, self.link) = (name, pid, link)
        standardInput = streams.input
        isTerminal = streams.input.isTerminal
        standardOutput = OutputHub(name, .standardOutput, source: OutputSource(live: streams.outputs[0]), link: link)
        standardError = OutputHub(name, .standardError, source: OutputSource(live: streams.outputs[1]), link: link)
    }

    /// One that the tracker told of.
    init(_ name: ProcessName, _ processState: ProcessState, link: TrackerLink, input: AsyncDescriptor?) {
        (self.name, self.link, standardInput) = (name, link, input)
        isTerminal = input?.isTerminal ?? false
        standardOutput = OutputHub(name, .standardOutput, source: nil, link: link)
        standardError = OutputHub(name, .standardError, source: nil, link: link)
        switch processState {
        case .running(let pid): self.pid = pid
        case .exited(let status):
            pid = nil
            ended(.success(status))
        }
    }

    deinit {
        graceTime.withLock { $0?.cancel() }
        standardInput?.close()
        link.unused(name)
    }

    /// Gives the outputs back when nobody comes to read them soon.
    func awaitReaders() {
        let task = Task { [link, weak self] in
            try await link.sleep(Self.readerGrace)
            self?.standardOutput.giveUpWaiting()
            self?.standardError.giveUpWaiting()
        }
        graceTime.withLock { $0 = task }
    }

    func signal(_ signal: Signal) async throws {
        guard !isOver.withLock({ $0 }) else { return }
        _ = try await link.ask { .signal($0, name, signal) }
    }

    func resize(_ size: TerminalSize) async throws {
        guard !isOver.withLock({ $0 }) else { return }
        _ = try await link.ask { .resize($0, name, size) }
    }

    func writeStandardInput(_ bytes: [UInt8]) async throws {
        do {
            try await standardInput?.write(bytes)
        } catch AsyncSystemError.closed {
            return
        } catch let error as LinuxError where [.brokenPipe, .ioError].contains(error.errno) {
            return
        }
    }

    func closeStandardInput() async {
        guard !isTerminal else { return }
        standardInput?.close()
        guard !isOver.withLock({ $0 }) else { return }
        do {
            _ = try await link.ask { .closeStandardInput($0, name) }
        } catch {
            return
        }
    }

    /// What the tracker, or its end, says of the process.
    func ended(_ result: Result<ExitStatus, any Error>) {
        exit.resolve(result)
        if case .failure = result { return }
        isOver.withLock { $0 = true }
        standardOutput.processEnded()
        standardError.processEnded()
        standardInput?.close()
    }

    /// Another process has the name now.
    func superseded() {
        isOver.withLock { $0 = true }
        standardOutput.superseded()
        standardError.superseded()
    }
}

extension AsyncDescriptor {
    /// Whether it is a terminal.
    fileprivate var isTerminal: Bool {
        do {
            return try withDescriptor { _ = try Terminal.size(of: $0) } == ()
        } catch {
            return false
        }
    }
}
