import Garden
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@testable import gdn

@Suite("Ending a command of gdn that hangs", .timeLimit(.minutes(1)))
struct CommandSignalTests {
    @Test(
        "takes two signals while the server does not answer",
        arguments: [["exec", "c"], ["attach", "c", "p"], ["run"]])
    func hangingServer(words: [String]) async throws {
        try await GdnOnTerminal.serving { place in
            let (asked, gate) = (Recorder<String>(), Recorder<Int>())
            place.backend.created.answer { _ in
                asked.record("create")
                await gate.wait(for: 1)
                return try Handle("c")
            }
            place.backend.found.answer { _ in
                asked.record("find")
                await gate.wait(for: 1)
                return FakeContainer()
            }
            let rest = words[0] == "attach" ? [] : ["--", "true"]
            try await place.gdn(words[0], Array(words.dropFirst()) + rest) { gdn in
                await asked.wait { !$0.isEmpty }

                try PIDDescriptor.send(.terminate, to: gdn.pidfd)
                // One that came too close to the first would be a second one all the same.
                try PIDDescriptor.send(.interrupt, to: gdn.pidfd)

                let status = try await place.system.exitStatus(of: gdn)
                #expect([.exited(130), .exited(143)].contains(status))
            }
            gate.record(1)
        }
    }

    @Test("destroys the container of gdn run, however little its process reacts")
    func run() async throws {
        try await GdnOnTerminal.serving { place in
            try await place.gdn("run", ["--", "sh"]) { gdn in
                try await place.untilConnected()

                try PIDDescriptor.send(.terminate, to: gdn.pidfd)
                await place.process.events.wait(for: .signal(.terminate))
                try PIDDescriptor.send(.terminate, to: gdn.pidfd)

                #expect(try await place.system.exitStatus(of: gdn) == .exited(143))
                #expect(place.backend.destroyed.calls.map(\.value) == ["made-by-the-server"])
            }
        }
    }

    @Test("takes a third signal when that cannot be destroyed either")
    func hangingDestroy() async throws {
        try await GdnOnTerminal.serving { place in
            let (asked, gate) = (Recorder<Int>(), Recorder<Int>())
            place.backend.destroyed.answer { _ in
                asked.record(1)
                await gate.wait(for: 1)
            }
            try await place.gdn("run", ["--", "sh"]) { gdn in
                try await place.untilConnected()
                try PIDDescriptor.send(.terminate, to: gdn.pidfd)
                await place.process.events.wait(for: .signal(.terminate))
                try PIDDescriptor.send(.terminate, to: gdn.pidfd)
                await asked.wait(for: 1)

                try PIDDescriptor.send(.hangUp, to: gdn.pidfd)

                #expect(try await place.system.exitStatus(of: gdn) == .exited(129))
            }
            gate.record(1)
        }
    }

    @Test("is not needed when the process ends by the first signal: its status counts")
    func ends() async throws {
        try await GdnOnTerminal.serving { place in
            place.process.signalled.answer { [process = place.process] _ in process.exit(42) }
            try await place.gdn("exec", ["c", "--", "sh"]) { gdn in
                try await place.untilConnected()

                try PIDDescriptor.send(.hangUp, to: gdn.pidfd)

                #expect(try await place.system.exitStatus(of: gdn) == .exited(42))
            }
        }
    }
}
