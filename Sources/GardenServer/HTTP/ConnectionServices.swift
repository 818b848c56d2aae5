import Garden
import Logging
import NIOCore

/// What connections need of their server. Shared by all of them, so a class: as a value it was half a kilobyte of each.
final class ConnectionServices: Sendable {
    let configuration: ServerConfiguration
    let calls: Calls
    let encoder: ResponseEncoder
    let streams: StreamTable
    let load: ServerLoad
    let scheduler: any Scheduling
    let loops: any EventLoopGroup
    let log: Logger

    init(
        configuration: ServerConfiguration, backend: any ServableBackend, loops: any EventLoopGroup, log: Logger
    ) {
        let scheduler = configuration.scheduler ?? EventLoopScheduler(group: loops)
        self.configuration = configuration
        self.scheduler = scheduler
        self.loops = loops
        self.log = log
        streams = StreamTable(limits: configuration.streams, scheduler: scheduler)
        encoder = ResponseEncoder(now: SystemCall.now)
        load = ServerLoad(scheduler: scheduler, giveMemoryBack: configuration.giveMemoryBack)
        let destroys = DestroyGuard()
        let reaper = Reaper(backend: backend, destroys: destroys, load: load, log: log)
        calls = Calls(
            backend: backend, streams: streams, graceTimes: GraceTimes(reaper, scheduler), destroys: destroys,
            defaultGraceTime: configuration.defaultGraceTime, log: log)
    }

    /// Whether a client that ended its side may nevertheless be listening. On TCP one that has gone looks the same.
    var halfCloseIsKnown: Bool {
        if case .unixSocket = configuration.address { true } else { false }
    }
}
