import Linux
import Testing

@testable import ProcessTracker

@Suite("What a tracker knows of outputs and of processes that have ended")
struct TrackerOutputStateTests {
    private let name = named("p")

    @Test("whoever has a process started has both outputs, until the connection is gone")
    func started() throws {
        var state = greetedState()

        let started = try state.run("p", as: 61)
        let gone = state.disconnected(.first)
        let again = state.disconnected(.first)

        #expect(started.first == .keepStreams(name, isHeld: true))
        #expect(gone == [.release(name, .standardOutput), .release(name, .standardError)])
        #expect(again.isEmpty)
    }

    @Test("nobody has the outputs of a process whose server went while it started")
    func startedForNobody() throws {
        var state = greetedState()
        guard case .start(let call)? = state.received(.run(10, .sample("p")), from: .first).last else {
            throw TrackerState.NotStarted()
        }
        _ = state.disconnected(.first)

        let started = state.finished(call, .produced(pid(61), isChild: true))

        #expect(started.first == .keepStreams(name, isHeld: false))
    }

    @Test("the latest to open an output has it, and only that one can give it back")
    func latest() throws {
        var state = greetedState()
        try state.run("p", as: 61)

        let opened = state.received(.open(1, name, .standardOutput), from: .second)
        let refused = state.received(.release(2, name, .standardOutput), from: .first)
        let gone = state.disconnected(.first)
        let released = state.received(.release(3, name, .standardOutput), from: .second)

        #expect(opened == [.open(1, name, .standardOutput, to: .second)])
        #expect(refused == [.send(.done(2), to: .first)])
        #expect(gone == [.release(name, .standardError)])
        #expect(released == [.release(name, .standardOutput), .send(.done(3), to: .second)])
    }

    @Test("a process can be asked for while it runs and once it has ended, and not while it starts or is unknown")
    func attach() throws {
        var state = greetedState()
        let unknown = TrackerFailure(.unknownProcess, "unknown process: p")

        let before = state.received(.attach(1, name), from: .first)
        guard case .start(let call)? = state.received(.run(10, .sample("p")), from: .first).last else {
            throw TrackerState.NotStarted()
        }
        let starting = state.received(.attach(2, name), from: .first)
        _ = state.finished(call, .produced(pid(61), isChild: true))
        let running = state.received(.attach(3, name), from: .first)
        _ = state.childEnded(pid(61), .exited(7))
        let ended = state.received(.attach(4, name), from: .first)
        let opened = state.received(.open(5, name, .standardError), from: .first)
        let other = state.received(.open(6, named("q"), .standardError), from: .first)

        #expect(before == [.send(.failed(1, unknown), to: .first)])
        #expect(starting == [.send(.failed(2, unknown), to: .first)])
        #expect(running == [.send(.attached(3, name, .running(pid(61))), to: .first)])
        #expect(ended == [.send(.attached(4, name, .exited(.exited(7))), to: .first)])
        #expect(opened == [.open(5, name, .standardError, to: .first)])
        #expect(other == [.send(.failed(6, TrackerFailure(.unknownProcess, "unknown process: q")), to: .first)])
    }

    @Test("another process of the name takes the place of one that has ended, with its streams")
    func replaced() throws {
        var state = greetedState()
        try state.run("p", as: 61)
        _ = state.childEnded(pid(61), .exited(7))

        let run = state.received(.run(11, .sample("p")), from: .first)
        let released = state.disconnected(.first)

        #expect(run.first == .closeStreams(name))
        #expect(run.count == 2)
        #expect(released.isEmpty)
    }

    @Test("the oldest that has ended is forgotten when there are too many, and never one that lives")
    func forgotten() throws {
        var state = greetedState()
        try state.run("living", as: 5)
        var last: [TrackerAction] = []
        for number in 0...Int32(EndedProcesses.limit) {
            try state.run("p\(number)", as: 1000 + number)
            #expect(!last.contains { if case .forget = $0 { true } else { false } })
            last = state.childEnded(pid(1000 + number), .exited(0))
        }

        let first = state.received(.attach(1, named("p0")), from: .second)
        let second = state.received(.attach(2, named("p1")), from: .second)
        let living = state.received(.attach(3, named("living")), from: .second)

        #expect(last.suffix(2) == [.closeStreams(named("p0")), .forget(named("p0"), pid(1000))])
        guard case .send(.failed, _)? = first.first else { return #expect(Bool(false), "\(first)") }
        #expect(second == [.send(.attached(2, named("p1"), .exited(.exited(0))), to: .second)])
        #expect(living == [.send(.attached(3, named("living"), .running(pid(5))), to: .second)])
    }

    @Test("the oldest unread output of ended processes is given up when there is too much, once")
    func unread() throws {
        var state = greetedState()
        try state.run("living", as: 5)
        var given: [TrackerAction] = state.noted(named("living"), hasOutputs: true)
        for number in 0...Int32(EndedProcesses.unreadLimit) {
            try state.run("p\(number)", as: 1000 + number)
            _ = state.childEnded(pid(1000 + number), .exited(0))
            #expect(given.isEmpty)
            given = state.noted(named("p\(number)"), hasOutputs: true)
        }

        let again = state.noted(named("p0"), hasOutputs: true)
        let emptied = state.noted(named("p1"), hasOutputs: false)
        try state.run("q", as: 5000)
        _ = state.childEnded(pid(5000), .exited(0))
        let next = state.noted(named("q"), hasOutputs: true)

        #expect(given == [.stopKeeping(named("p0"))])
        #expect(again.isEmpty)
        #expect(emptied.isEmpty)
        #expect(next.isEmpty)
    }

    @Test("a terminal's size is changed whether or not there is one")
    func resize() throws {
        var state = greetedState()
        let size = TerminalSize(columns: 100, rows: 50)

        #expect(
            state.received(.resize(1, name, size), from: .first) == [
                .resize(name, size), .send(.done(1), to: .first),
            ])
    }
}
