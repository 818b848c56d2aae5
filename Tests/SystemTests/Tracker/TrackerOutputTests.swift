import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import ProcessTracker
import SystemPackage
import Testing
import TrackerClient

@Suite("Outputs that a real tracker keeps", .timeLimit(.minutes(2)))
struct TrackerOutputTests {
    /// What `seq -f` would print.
    private func lines(_ count: Int) -> String { (1...count).map { "line \($0)\n" }.joined() }

    private func script(_ count: Int) -> String { "i=0; while [ $i -lt \(count) ]; do i=$((i+1)); echo line $i; done" }

    @Test("what nobody reads is there for whoever comes next, and nothing else", arguments: Runtime.allCases)
    func nextReader(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let (first, second) = (try await TrackerWire(sandbox), try await TrackerWire(sandbox))
            let streams = try await first.start("p", "read a; echo $a; \(script(10_000)); echo end", in: sandbox)
            try await streams.input.write(Array("go\n".utf8))
            let begin = try await streams.output.read(upTo: 3)
            // Both go, as they do when a server is killed.
            streams.close()
            first.close()

            let status = try await second.end(of: "p")
            let (opened, descriptors) = try await second.open("p", in: sandbox)
            var text = ""
            for descriptor in descriptors { text = try await descriptor.text(after: text) }

            #expect(begin == Array("go\n".utf8))
            #expect(status == .exited(0))
            #expect(opened == OpenedOutput(hasTail: true))
            #expect(text == lines(10_000) + "end\n")
        }
    }

    @Test("the newest are kept when there is too much, and the process never waits", arguments: Runtime.allCases)
    func tooMuch(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let (first, second) = (try await TrackerWire(sandbox), try await TrackerWire(sandbox))
            try await first.start("p", script(60_000), in: sandbox).close()
            first.close()

            let status = try await second.end(of: "p")
            let (opened, descriptors) = try await second.open("p", in: sandbox)
            let text = try await #require(descriptors.first).text()
            let all = lines(60_000)

            #expect(status == .exited(0))
            #expect(all.hasSuffix(text))
            #expect(text.utf8.count > 200_000)
            #expect(Int(opened.droppedBytes) + text.utf8.count == all.utf8.count)
        }
    }

    @Test("an output that somebody has makes the process wait", arguments: Runtime.allCases)
    func backPressure(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let (first, second) = (try await TrackerWire(sandbox), try await TrackerWire(sandbox))
            let streams = try await first.start("p", "\(script(10_000)); echo done >&2; echo end", in: sandbox)
            let (opened, descriptors) = try await second.open("p", in: sandbox)
            // The other reader's end changes nothing for this one.
            first.close()
            let live = try #require(descriptors.first)
            let text = try await live.text(upTo: "end\n")

            #expect(opened == OpenedOutput(hasLive: true))
            #expect(text == lines(10_000) + "end\n")
            #expect(try await second.end(of: "p") == .exited(0))
            streams.close()
        }
    }

    @Test("others may write when the process has ended, and nothing of that is lost", arguments: Runtime.allCases)
    func daemon(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let wire = try await TrackerWire(sandbox)
            // It goes on once the process's input has ended, which is when the process has.
            let streams = try await wire.start(
                "p", "exec 3<&0; (cat <&3; echo late) & echo early", in: sandbox)
            streams.close()
            let name = try #require(ProcessName("p"))
            for kind in OutputKind.allCases { _ = try await wire.ask { .release($0, name, kind) } }

            let status = try await wire.end(of: "p")
            let (_, descriptors) = try await wire.open("p", in: sandbox)
            var text = ""
            for (index, descriptor) in descriptors.enumerated() {
                text += index == 0 && descriptors.count == 2 ? try descriptor.textNow() : try await descriptor.text()
            }

            #expect(status == .exited(0))
            #expect(text == "early\nlate\n")
        }
    }

    @Test(
        "a process can be attached to while it runs and afterwards, and is unknown otherwise",
        arguments: Runtime.allCases)
    func attach(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let (first, second) = (try await TrackerWire(sandbox), try await TrackerWire(sandbox))
            let name = try #require(ProcessName("p"))
            let streams = try await first.start("p", "read a; echo got $a; exit 7", in: sandbox)
            streams.close()
            first.close()

            let running = try await second.ask { .attach($0, name) }
            let input = try #require(running.descriptors.first)
            try input.writeAll(Array("it\n".utf8))
            input.closeIgnoringErrors()
            let status = try await second.end(of: "p")
            let ended = try await second.ask { .attach($0, name) }
            let (_, descriptors) = try await second.open("p", in: sandbox)
            let text = try await #require(descriptors.first).text()
            let unknown = try await second.ask { .attach($0, try #require(ProcessName("q"))) }

            #expect(running.message == .attached(1, name, .running(streams.pid)))
            #expect(status == .exited(7))
            #expect(ended.message == .attached(2, name, .exited(.exited(7))))
            #expect(ended.descriptors.isEmpty)
            #expect(text == "got it\n")
            guard case .failed(_, let failure) = unknown.message else {
                throw TrackerWire.Unexpected(message: unknown.message)
            }
            #expect(failure == TrackerFailure(.unknownProcess, "unknown process: q"))
        }
    }

    @Test("many processes at once, all unread, need no more than there is", arguments: Runtime.allCases)
    func many(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            let (first, second) = (try await TrackerWire(sandbox), try await TrackerWire(sandbox))
            for number in 0..<60 {
                try await first.start("p\(number)", "read a; echo out \(number); echo err >&2", in: sandbox).close()
            }
            first.close()
            for number in 0..<60 {
                let name = try #require(ProcessName("p\(number)"))
                let input = try #require(try await second.ask { .attach($0, name) }.descriptors.first)
                try input.writeAll(Array("go\n".utf8))
                input.closeIgnoringErrors()
            }

            for number in 0..<60 {
                #expect(try await second.end(of: "p\(number)") == .exited(0))
                let (_, descriptors) = try await second.open("p\(number)", in: sandbox)
                #expect(try await #require(descriptors.first).text() == "out \(number)\n")
                for descriptor in descriptors { descriptor.close() }
                for kind in OutputKind.allCases {
                    _ = try await second.ask { .release($0, try #require(ProcessName("p\(number)")), kind) }
                }
            }
            // Nothing is left but what nobody has read: 60 tails of standard error.
            #expect(try sandbox.openFiles("pipe:") == 60)
        }
    }

    @Test("a signal reaches whom the process has started, too", arguments: Runtime.allCases)
    func groups(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            try await sandbox.create()
            for signal in [Signal.terminate, .kill] {
                let wire = try await TrackerWire(sandbox)
                let streams = try await wire.start(
                    "p", "sleep 1000 & (sleep 1000 & sleep 1000)& echo on; wait", in: sandbox)
                _ = try await streams.output.text(upTo: "on\n")
                let name = try #require(ProcessName("p"))

                let done = try await wire.ask { .signal($0, name, signal) }
                let status = try await wire.end(of: "p")
                // At its end only when nobody is left who could write.
                let rest = try await streams.output.text()

                #expect(done.message == .done(2))
                #expect(status == .signalled(signal))
                #expect(rest.isEmpty)
                streams.close()
            }
        }
    }

    @Test("a tracker without descriptors does not spin, and serves who waits once it has some")
    func noDescriptors() async throws {
        try await TrackerSandbox.use(.own) { sandbox in
            let first = try await TrackerWire(sandbox)
            // As many as it has, of which one is the reserve.
            let numbers = try Files.entries(of: FilePath("/proc/\(try sandbox.trackerPID())/fd")).compactMap { Int($0) }
            try #require(numbers.max() == numbers.count - 1)
            try await sandbox.limitDescriptors(to: numbers.count)

            // The reserve is for this one. The next has to wait, and the one after has nothing to do with it.
            let second = try await TrackerWire(sandbox)
            let waiting = try SequencedPacketSocket.connect(to: TrackerProtocol.socketName, in: sandbox.folder.path)
            defer { waiting.descriptor.closeIgnoringErrors() }
            let list = try await second.ask { .list($0) }
            let whileWaiting = try waiting.receive()
            first.close()
            let greeting = AsyncDescriptor(owning: try waiting.descriptor.duplicated(), system: sandbox.system)
            defer { greeting.close() }
            try await greeting.readable()

            guard case .container = list.message else { throw TrackerWire.Unexpected(message: list.message) }
            #expect(whileWaiting == .nothing)
            guard case .packet(let bytes, _) = try waiting.receive() else { throw TrackerWire.Ended() }
            #expect(try TrackerMessage(bytes) == .hello(version: TrackerProtocol.version))
            #expect(try sandbox.log().split(separator: "\n").count <= 2)
            try await sandbox.limitDescriptors(to: 100)
        }
    }
}
