import Linux
import SystemPackage
import Testing

@testable import ProcessTracker

@Suite("What a tracker knows")
struct TrackerStateTests {
    private func greeted(_ connections: ConnectionID...) -> TrackerState {
        var state = TrackerState()
        for connection in connections { _ = state.received(.hello(version: 1), from: connection) }
        return state
    }

    /// Asks for a process; its runtime runs as `runtime` afterwards.
    private func begin(
        _ text: String, runtime: Int32, in state: inout TrackerState, number: UInt64 = 10
    ) throws -> RuntimeCall {
        let actions = state.received(.run(number, .sample(text)), from: .first)
        guard case .start(let call) = try #require(actions.first) else { throw Unexpected(actions: actions) }
        state.started(call, runtime: pid(runtime))
        return call
    }

    private struct Unexpected: Error { let actions: [TrackerAction] }

    @Test("a server of another version is told so and disconnected")
    func otherVersion() {
        var state = TrackerState()

        let actions = state.received(.hello(version: 99), from: .first)

        #expect(actions.last == .disconnect(.first))
        #expect(actions.count == 2)
    }

    @Test("a request before hello closes its descriptors, and the connection")
    func noHello() {
        var state = TrackerState()

        let actions = state.received(.run(1, .sample("p")), from: .first)

        #expect(actions.first == .close(FileDescriptor(rawValue: 100)))
        #expect(actions.last == .disconnect(.first))
        #expect(state.isIdle)
    }

    @Test("a container is made, and its end is told to everybody")
    func container() throws {
        var state = greeted(.first, .second)
        let actions = state.received(.create(1, .sample), from: .first)
        guard case .start(let call) = try #require(actions.first) else { throw Unexpected(actions: actions) }
        state.started(call, runtime: pid(50))

        let ended = state.childEnded(pid(50), .exited(0))
        let created = state.finished(call, .produced(pid(51), isChild: true))
        let wasIdle = state.isIdle
        let gone = state.childEnded(pid(51), .signalled(.kill))

        #expect(ended == [.examine(call, .exited(0))])
        #expect(created == [.send(.created(1, pid(51)), to: .first)])
        #expect(!wasIdle)
        #expect(
            gone == [
                .recordInitExit(.signalled(.kill)), .send(.initExited(.signalled(.kill)), to: .first),
                .send(.initExited(.signalled(.kill)), to: .second),
            ])
        #expect(state.isIdle)
    }

    @Test("a second container is refused, while the first is made and after")
    func secondContainer() throws {
        var state = greeted(.first)
        let actions = state.received(.create(1, .sample), from: .first)
        guard case .start(let call) = try #require(actions.first) else { throw Unexpected(actions: actions) }

        let meanwhile = state.received(.create(2, .sample), from: .first)
        _ = state.finished(call, .produced(pid(51), isChild: true))
        let after = state.received(.create(3, .sample), from: .first)

        for answer in [meanwhile, after] {
            guard case .send(.failed(_, let failure), .first)? = answer.first else { throw Unexpected(actions: answer) }
            #expect(failure.reason == .malformed)
        }
    }

    @Test("a container that failed can be made again")
    func createAgain() throws {
        var state = greeted(.first)
        let failure = TrackerFailure(.runtime, "no", status: 1)
        let actions = state.received(.create(1, .sample), from: .first)
        guard case .start(let call) = try #require(actions.first) else { throw Unexpected(actions: actions) }

        let failed = state.finished(call, .failed(failure))
        let again = state.received(.create(2, .sample), from: .first)

        #expect(failed == [.send(.failed(1, failure), to: .first)])
        guard case .start = again.first else { throw Unexpected(actions: again) }
    }

    @Test("a process's end is recorded before it is told")
    func process() throws {
        var state = greeted(.first)
        let call = try begin("p", runtime: 60, in: &state)
        _ = state.childEnded(pid(60), .exited(0))

        let started = state.finished(call, .produced(pid(61), isChild: true))
        let ended = state.childEnded(pid(61), .exited(3))

        #expect(started == [.send(.started(10, named("p"), pid(61)), to: .first)])
        #expect(ended == [.recordExit(named("p"), .exited(3)), .send(.exited(named("p"), .exited(3)), to: .first)])
        #expect(state.isIdle)
    }

    @Test("a process that ended before its number was known keeps its status")
    func endedEarly() throws {
        var state = greeted(.first)
        let call = try begin("p", runtime: 60, in: &state)

        let unknown = state.childEnded(pid(61), .exited(7))
        _ = state.childEnded(pid(60), .exited(0))
        let actions = state.finished(call, .produced(pid(61), isChild: false))

        #expect(unknown.isEmpty)
        #expect(
            actions == [
                .send(.started(10, named("p"), pid(61)), to: .first), .recordExit(named("p"), .exited(7)),
                .send(.exited(named("p"), .exited(7)), to: .first),
            ])
    }

    @Test("an orphan's end is nobody's, even if its number is used again")
    func orphan() throws {
        var state = greeted(.first)
        let call = try begin("p", runtime: 60, in: &state)

        _ = state.childEnded(pid(61), .exited(7))
        _ = state.childEnded(pid(60), .exited(0))
        let started = state.finished(call, .produced(pid(61), isChild: true))
        let ended = state.childEnded(pid(61), .exited(1))

        #expect(started.count == 1)
        #expect(ended.first == .recordExit(named("p"), .exited(1)))
    }

    @Test("ends of orphans are forgotten once no call is under way")
    func forgotten() throws {
        var state = greeted(.first)
        let first = try begin("p", runtime: 60, in: &state)
        _ = state.childEnded(pid(99), .exited(7))
        _ = state.finished(first, .produced(pid(61), isChild: true))
        let second = try begin("q", runtime: 70, in: &state)

        let actions = state.finished(second, .produced(pid(99), isChild: false))

        guard case .send(.failed(_, let failure), _)? = actions.last else { throw Unexpected(actions: actions) }
        #expect(failure.reason == .system)
    }

    @Test("a name is taken while its process starts and lives, and free afterwards")
    func names() throws {
        var state = greeted(.first)
        let call = try begin("p", runtime: 60, in: &state)

        let whileStarting = state.received(.run(11, .sample("p")), from: .first)
        _ = state.finished(call, .produced(pid(61), isChild: true))
        let whileRunning = state.received(.run(12, .sample("p")), from: .first)
        _ = state.childEnded(pid(61), .exited(0))
        let afterwards = state.received(.run(13, .sample("p")), from: .first)

        for (number, actions) in [(11, whileStarting), (12, whileRunning)] as [(UInt64, [TrackerAction])] {
            let failure = TrackerFailure(.processExists, "process ID 'p' already in use")
            #expect(actions == [.close(FileDescriptor(rawValue: 100)), .send(.failed(number, failure), to: .first)])
        }
        guard case .start = afterwards.first else { throw Unexpected(actions: afterwards) }
    }

    @Test("a process that does not start is taken back, and its name is free")
    func failedProcess() throws {
        var state = greeted(.first)
        let failure = TrackerFailure(.runtime, "no", status: 255)
        let call = try begin("p", runtime: 60, in: &state)
        _ = state.childEnded(pid(60), .exited(255))

        let actions = state.finished(call, .failed(failure))

        #expect(actions == [.discard(named("p")), .send(.failed(10, failure), to: .first)])
        #expect(state.isIdle)
    }

    @Test("signals reach processes that live, and are no error for others")
    func signals() throws {
        var state = greeted(.first)
        let call = try begin("p", runtime: 60, in: &state)
        _ = state.finished(call, .produced(pid(61), isChild: true))

        let living = state.received(.signal(1, named("p"), .kill), from: .first)
        let unknown = state.received(.signal(2, named("q"), .kill), from: .first)

        #expect(living == [.signal(pid(61), .kill), .send(.done(1), to: .first)])
        #expect(unknown == [.send(.done(2), to: .first)])
    }

    @Test("a list has what lives, for a server that comes later; its requests outlive the one that went")
    func list() throws {
        var state = greeted(.first)
        let call = try begin("p", runtime: 60, in: &state)
        state.disconnected(.first)
        _ = state.finished(call, .produced(pid(61), isChild: true))
        _ = state.received(.hello(version: 1), from: .second)

        let list = state.received(.list(5), from: .second)
        let ended = state.childEnded(pid(61), .exited(0))

        #expect(
            list == [
                .send(.process(5, named("p"), pid(61)), to: .second), .send(.container(5, .none), to: .second),
                .send(.done(5), to: .second),
            ])
        #expect(ended == [.recordExit(named("p"), .exited(0)), .send(.exited(named("p"), .exited(0)), to: .second)])
    }

    @Test("shutdown is answered, then everything ends")
    func shutdown() {
        var state = greeted(.first)

        #expect(state.received(.shutdown(9), from: .first) == [.send(.done(9), to: .first), .end])
    }
}
