import Garden
import GuardianTestSupport
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import GardenServer

@Suite("The end of a process", .timeLimit(.minutes(1)))
struct ProcessEndingTests {
    private let process = FakeProcess()

    @Test("is with the client before its output ends", arguments: [true, false])
    func order(_ exits: Bool) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            let writes = try await HeldWrites.inFront(of: client.channel)
            let services = Self.services(fixture)
            let streams = services.streams.open()
            let connection = try await client.channel.eventLoop.submit {
                ByteConnection(
                    channel: client.channel,
                    handler: NIOLoopBound(Connection(services), eventLoop: client.channel.eventLoop))
            }.get()
            let held = HeldProcess(process: process, hold: GraceHold(services.calls.graceTimes))
            let session = ProcessSession(held, streams, connection, services)
            let ended = Recorder<String>()
            services.load.begins(session)
            session.start()

            if exits { process.exit(7) } else { process.failWaiting(GardenError.failed("no")) }
            await writes.wait { $0.count == 1 }
            let reader = ObjectIdentifier(ended)
            let early = [
                streams.stdout.take(orWake: reader) { ended.record("stdout") },
                streams.stderr.take(orWake: reader) { ended.record("stderr") },
            ]
            writes.entries.first?.succeed()
            await ended.wait { Set($0) == ["stdout", "stderr"] }

            #expect(early == [nil, nil])
            #expect(streams.stdout.take(orWake: reader) {} == .end)
            #expect(streams.stderr.take(orWake: reader) {} == .end)
            await process.events.wait(for: .detached)
        }
    }

    private static func services(_ fixture: ServerFixture) -> ConnectionServices {
        var configuration = ServerConfiguration(address: .tcp(host: "127.0.0.1", port: 0))
        configuration.scheduler = fixture.scheduler
        return ConnectionServices(
            configuration: configuration, backend: fixture.backend, loops: MultiThreadedEventLoopGroup.singleton,
            log: Logger(label: "test") { _ in fixture.log.handler })
    }
}

/// Keeps what is written, and lets a test say when the kernel has it.
private final class HeldWrites: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private let promises: Recorder<EventLoopPromise<Void>>

    private init(_ promises: Recorder<EventLoopPromise<Void>>) { self.promises = promises }

    /// From now on nothing gets through; the promises of all writes are returned as they come.
    static func inFront(of channel: any Channel) async throws -> Recorder<EventLoopPromise<Void>> {
        let promises = Recorder<EventLoopPromise<Void>>()
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(HeldWrites(promises))
        }.get()
        return promises
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promises.record(promise ?? context.eventLoop.makePromise())
    }
}
