import ArgumentParser
import Glibc
import Linux
import LinuxAsync
import Synchronization

/// What signals ask of a command that serves a process.
struct InterruptionLadder: Sendable {
    /// What is to be done.
    enum Step: Sendable, Hashable {
        /// The terminal has another size.
        case resize
        /// The process is to end.
        case handOn
        /// The command is to end, whatever the process does.
        case giveUp
        /// The program is to end, whatever the command does.
        case quit
    }

    private let leavesOnHangUp: Bool
    private var isHandedOn = false
    private var isGivenUp = false

    /// - Parameter leavesOnHangUp: whether SIGHUP parts the command from the process, instead of ending that.
    init(leavesOnHangUp: Bool) { self.leavesOnHangUp = leavesOnHangUp }

    /// What the next signal asks for: the first one ends the process, the second the command, the third the program.
    mutating func step(for signal: Signal) -> Step {
        if signal == .windowChange { return .resize }
        if isGivenUp { return .quit }
        if isHandedOn || (leavesOnHangUp && signal == .hangUp) {
            isGivenUp = true
            return .giveUp
        }
        isHandedOn = true
        return .handOn
    }
}

/// A command was ended by a signal before its process was.
struct Interrupted: Error {
    let signal: Signal

    /// The exit status for it.
    var exitCode: ExitCode { ExitCode(128 + signal.rawValue) }
}

/// Watches the signals to a command that serves a process, from the command's beginning to the program's end.
///
/// SIGINT, SIGTERM and SIGHUP are steps of a ladder: a server or a process that does not react keeps nobody from ending
/// this program, and its terminal is restored first.
final class CommandSignals: Sendable {
    /// The process is to end; kept until somebody asks.
    let terminations: AsyncStream<Void>
    /// The terminal has another size.
    let resizes: AsyncStream<Void>

    private struct State: Sendable {
        var ladder: InterruptionLadder
        var givenUp: Signal?
        /// Cancels what is under way.
        var cancel: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>
    private let terminal: CallerTerminal?
    private let terminate: AsyncStream<Void>.Continuation
    private let resize: AsyncStream<Void>.Continuation

    /// Begins to watch. Once per program.
    ///
    /// - Parameter leavesOnHangUp: as for `InterruptionLadder`.
    init(system: AsyncSystem, terminal: CallerTerminal?, leavesOnHangUp: Bool = false) throws {
        self.terminal = terminal
        state = Mutex(State(ladder: InterruptionLadder(leavesOnHangUp: leavesOnHangUp)))
        (terminations, terminate) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (resizes, resize) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let interruptions = try Interruptions(
            [.interrupt, .terminate, .hangUp] + (terminal == nil ? [] : [.windowChange]), system: system)
        // It goes on until the program ends.
        Task {
            do {
                while true { follow(try await interruptions.next()) }
            } catch {
                Complaint.print("signals are not heard any more: \(error)")
            }
        }
    }

    /// Does `work`, and cancels it when it is to be given up.
    ///
    /// - Throws: `Interrupted` then; otherwise what `work` throws.
    func serving<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await work() }
        let isGivenUp = state.withLock { state in
            state.cancel = { task.cancel() }
            return state.givenUp != nil
        }
        if isGivenUp { task.cancel() }
        defer { state.withLock { $0.cancel = nil } }
        do {
            return try await task.value
        } catch {
            if let signal = state.withLock(\.givenUp) { throw Interrupted(signal: signal) }
            throw error
        }
    }

    /// Does `work` likewise.
    ///
    /// - Returns: the exit status that it comes to, or that of its interruption.
    func exitCode(of work: @escaping @Sendable () async throws -> Int32) async throws -> ExitCode {
        do {
            return ExitCode(try await serving(work))
        } catch let interruption as Interrupted {
            return interruption.exitCode
        }
    }

    private func follow(_ signal: Signal) {
        switch state.withLock({ $0.ladder.step(for: signal) }) {
        case .resize: resize.yield()
        case .handOn: terminate.yield()
        case .giveUp:
            let cancel = state.withLock { state in
                state.givenUp = signal
                return state.cancel
            }
            cancel?()
        case .quit:
            terminal?.restore()
            exit(128 + signal.rawValue)
        }
    }
}
