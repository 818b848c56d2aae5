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
            let serving = Task { await session.serve {} }

            if exits { process.exit(7) } else { process.failWaiting(GardenError.failed("no")) }
            await writes.wait { $0.count == 1 }
            let early = (await Self.glance(at: streams.stdout), await Self.glance(at: streams.stderr))
            writes.entries.first?.succeed()

            #expect(early.0 == nil)
            #expect(early.1 == nil)
            #expect(await streams.stdout.take() == .end)
            #expect(await streams.stderr.take() == .end)
            await serving.value
        }
    }

    /// What there is for a reader who does not wait.
    private static func glance(at stream: OutputStream) async -> OutputBuffer.Taken? {
        let reader = Task { await stream.take() }
        reader.cancel()
        return await reader.value
    }

    private static func services(_ fixture: ServerFixture) -> ConnectionServices {
        let log = Logger(label: "test") { _ in fixture.log.handler }
        let configuration = ServerConfiguration(address: .tcp(host: "127.0.0.1", port: 0))
        let (load, destroys) = (ServerLoad(), DestroyGuard())
        let streams = StreamTable(limits: configuration.streams, scheduler: fixture.scheduler)
        let reaper = Reaper(backend: fixture.backend, destroys: destroys, load: load, log: log)
        let calls = Calls(
            backend: fixture.backend, streams: streams, graceTimes: GraceTimes(reaper, fixture.scheduler),
            destroys: destroys, defaultGraceTime: .zero, log: log)
        return ConnectionServices(
            configuration: configuration, calls: calls, encoder: ResponseEncoder { 0 }, streams: streams, load: load,
            scheduler: fixture.scheduler, loops: MultiThreadedEventLoopGroup.singleton, log: log)
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
