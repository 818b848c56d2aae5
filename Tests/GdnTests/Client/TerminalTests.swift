import Garden
import GardenServer
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@testable import gdn

@Suite("The terminal of gdn's caller", .timeLimit(.minutes(1)))
struct TerminalTests {
    /// How a command may end.
    enum End: CaseIterable {
        case process, waitingFails, serverStops, secondSignal, hangUps, thirdSignal
    }

    @Test("is raw while a process has it, and as before however that ends", arguments: End.allCases)
    func restored(end: End) async throws {
        try await GdnOnTerminal.serving { place in
            let before = try GdnOnTerminal.Modes(of: place.terminal)
            try await place.gdn("exec", ["--tty", "c", "--", "sh"]) { gdn in
                try await place.untilConnected()
                #expect(try GdnOnTerminal.Modes(of: place.terminal).isRaw)

                let expected = try await bring(end, about: gdn, place)

                let status = try await place.system.exitStatus(of: gdn)
                #expect(expected.contains(status.code))
                #expect(try GdnOnTerminal.Modes(of: place.terminal) == before)
                #expect(!before.isRaw)
            }
        }
    }

    /// Returns the statuses that `gdn` may have.
    private func bring(_ end: End, about gdn: SpawnedProcess, _ place: GdnOnTerminal) async throws -> [Int32] {
        func send(_ signal: Signal) throws { try PIDDescriptor.send(signal, to: gdn.pidfd) }
        switch end {
        case .process:
            place.process.exit(7)
            return [7]
        case .waitingFails:
            place.process.failWaiting(GardenError.failed("no"))
            return [1]
        case .serverStops:
            await place.server.stop(within: .zero)
            return [1]
        case .secondSignal, .hangUps:
            let second = end == .hangUps ? Signal.hangUp : .interrupt
            try send(end == .hangUps ? .hangUp : .terminate)
            await place.process.events.wait(for: .signal(.terminate))
            try send(second)
            return [128 + second.rawValue]
        case .thirdSignal:
            // Its output is stuck, so that the command cannot end.
            for _ in 0..<16 { place.process.stdout.write(Array(repeating: UInt8(ascii: "x"), count: 64 * 1024)) }
            try send(.terminate)
            await place.process.events.wait(for: .signal(.terminate))
            // They may be seen in either order.
            try send(.terminate)
            try send(.interrupt)
            return [130, 143]
        }
    }

    @Test("hands every key on, those too that would be signals")
    func keys() async throws {
        try await GdnOnTerminal.serving { place in
            try await place.gdn("exec", ["-t", "c", "--", "sh"]) { gdn in
                try await place.untilConnected()

                try await place.person.write([3, 4, 26, 28, 13])
                await place.process.events.wait { Self.input($0).count == 5 }

                #expect(place.process.input == [3, 4, 26, 28, 13])
                #expect(!place.process.events.entries.contains(.endOfInput))
                place.process.exit(0)
                #expect(try await place.system.exitStatus(of: gdn) == .exited(0))
            }
        }
    }

    @Test("tells the process its size and its kind, and each change")
    func size() async throws {
        try await GdnOnTerminal.serving { place in
            try await place.gdn("exec", ["-t", "--id", "p", "c", "--", "sh"]) { gdn in
                try await place.untilConnected()
                let spec = try #require(place.backend.container.ran.calls.first)

                try Terminal.setSize(TerminalSize(columns: 132, rows: 43), of: place.terminal)
                try PIDDescriptor.send(.windowChange, to: gdn.pidfd)
                await place.process.events.wait(for: .resize(WindowSize(columns: 132, rows: 43)))

                #expect(spec.id == "p")
                #expect(spec.terminal == TerminalSpec(windowSize: WindowSize(columns: 100, rows: 30)))
                #expect(spec.environment == ["TERM=test-terminal"])
                place.process.exit(0)
                #expect(try await place.system.exitStatus(of: gdn) == .exited(0))
            }
        }
    }

    @Test("is left alone without --tty")
    func plain() async throws {
        try await GdnOnTerminal.serving { place in
            let before = try GdnOnTerminal.Modes(of: place.terminal)
            try await place.gdn("exec", ["c", "--", "cat"]) { gdn in
                try await place.untilConnected()

                #expect(try GdnOnTerminal.Modes(of: place.terminal) == before)
                try await place.person.write([4])
                await place.process.events.wait(for: .endOfInput)
                place.process.exit(0)
                #expect(try await place.system.exitStatus(of: gdn) == .exited(0))
                #expect(place.backend.container.ran.calls.first?.terminal == nil)
            }
        }
    }

    @Test("is given to a process that gdn attaches to, with its size, and gives it up when it is closed")
    func attach() async throws {
        try await GdnOnTerminal.serving { place in
            let before = try GdnOnTerminal.Modes(of: place.terminal)
            try await place.gdn("attach", ["-t", "c", "p"]) { gdn in
                try await place.untilConnected()
                await place.process.events.wait(for: .resize(WindowSize(columns: 100, rows: 30)))
                #expect(try GdnOnTerminal.Modes(of: place.terminal).isRaw)

                try PIDDescriptor.send(.hangUp, to: gdn.pidfd)

                #expect(try await place.system.exitStatus(of: gdn) == .exited(129))
                #expect(try GdnOnTerminal.Modes(of: place.terminal) == before)
                await place.process.events.wait(for: .detached)
                #expect(
                    place.process.events.entries == [.resize(WindowSize(columns: 100, rows: 30)), .detached])
                #expect(place.backend.container.attached.calls.map(\.value) == ["p"])
            }
        }
    }

    @Test("need not be there: then the end of the input is typed")
    func pipe() async throws {
        try await GdnOnTerminal.serving { place in
            let pipe = try Pipe.make()
            defer { pipe.read.closeIgnoringErrors() }
            try await place.gdn("exec", ["-t", "c", "--", "sh"], input: pipe.read) { gdn in
                try pipe.write.writeAll(Array("exit\n".utf8))
                try pipe.write.close()
                await place.process.events.wait { Self.input($0).count == 6 }

                #expect(place.process.input == Array("exit\n\u{4}".utf8))
                #expect(!place.process.events.entries.contains(.endOfInput))
                place.process.exit(0)
                #expect(try await place.system.exitStatus(of: gdn) == .exited(0))
            }
        }
    }

    private static func input(_ events: [FakeProcess.Event]) -> [UInt8] {
        events.flatMap { event in
            if case .input(let bytes) = event { bytes } else { [UInt8]() }
        }
    }
}
