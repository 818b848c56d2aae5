import Linux
import SystemPackage
import Testing

@testable import ProcessTracker

@Suite("What a tracker knows of its container's memory")
struct TrackerMemoryTests {
    /// A state with two servers, and a process `p` that runs as 61.
    private func running() throws -> TrackerState {
        var state = TrackerState()
        for connection in [ConnectionID.first, .second] { _ = state.received(.hello(version: 1), from: connection) }
        guard case .start(let call)? = state.received(.run(10, .sample("p")), from: .first).first else {
            throw NotStarted()
        }
        _ = state.finished(call, .produced(pid(61), isChild: true))
        return state
    }

    private struct NotStarted: Error {}

    @Test("a kill is recorded and told to everybody, before the end that it explains")
    func kill() throws {
        var state = try running()

        let counted = state.counted(1, at: 100)
        let ended = state.childEnded(pid(61), .signalled(.kill))

        #expect(
            counted == [
                .recordMemoryKills(1), .send(.outOfMemory(kills: 1), to: .first),
                .send(.outOfMemory(kills: 1), to: .second),
            ])
        #expect(ended.first == .recordExit(named("p"), .signalled(.kill), outOfMemory: true))
    }

    @Test("what was counted already is not told again", arguments: [nil, 0, 1] as [UInt64?])
    func counted(_ count: UInt64?) throws {
        var state = try running()
        _ = state.counted(1, at: 100)

        #expect(state.counted(count, at: 101).isEmpty)
    }

    @Test("a server that comes later finds the sum in its list")
    func later() throws {
        var state = try running()
        _ = state.counted(1, at: 100)
        _ = state.counted(3, at: 200)
        _ = state.received(.hello(version: 1), from: ConnectionID(number: 3))

        let list = state.received(.list(5), from: ConnectionID(number: 3))

        #expect(list.contains(.send(.container(5, .none, memoryKills: 3), to: ConnectionID(number: 3))))
    }

    @Test(
        "an end that has another reason is not explained by a kill",
        arguments: [
            (.exited(137), 100, false), (.signalled(.terminate), 100, false), (.signalled(.kill), 110, true),
            (.signalled(.kill), 111, false),
        ] as [(Linux.ExitStatus, Int64, Bool)])
    func otherReasons(status: Linux.ExitStatus, at seconds: Int64, isExplained: Bool) throws {
        var state = try running()
        _ = state.counted(1, at: 100)
        _ = state.counted(1, at: seconds)

        let ended = state.childEnded(pid(61), status)

        #expect(ended.first == .recordExit(named("p"), status, outOfMemory: isExplained))
    }

    @Test("a process that a server had killed was not killed for want of memory")
    func condemned() throws {
        var state = try running()
        _ = state.received(.signal(1, named("p"), .kill), from: .first)
        _ = state.counted(1, at: 100)

        let ended = state.childEnded(pid(61), .signalled(.kill))

        #expect(ended.first == .recordExit(named("p"), .signalled(.kill)))
    }

    @Test("one kill explains one end, and init's as well")
    func oneEach() throws {
        var state = try running()
        guard case .start(let call)? = state.received(.create(11, .sample), from: .first).first else {
            throw NotStarted()
        }
        _ = state.finished(call, .produced(pid(51), isChild: true))
        _ = state.counted(1, at: 100)

        let ended = state.childEnded(pid(51), .signalled(.kill))
        let other = state.childEnded(pid(61), .signalled(.kill))

        #expect(ended.first == .recordInitExit(.signalled(.kill), outOfMemory: true))
        #expect(other.first == .recordExit(named("p"), .signalled(.kill)))
    }

    @Test("a process is forgotten when it has ended, and never before")
    func forgotten() throws {
        var state = try running()

        let living = state.received(.forget(1, named("p"), pid(61)), from: .first)
        _ = state.childEnded(pid(61), .exited(0))
        let ended = state.received(.forget(2, named("p"), pid(61)), from: .first)

        #expect(living == [.send(.done(1), to: .first)])
        #expect(ended == [.forget(named("p"), pid(61)), .send(.done(2), to: .first)])
    }
}
