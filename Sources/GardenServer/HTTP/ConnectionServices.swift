import Logging
import NIOCore

/// What connections need of their server.
struct ConnectionServices: Sendable {
    let configuration: ServerConfiguration
    let calls: Calls
    let encoder: ResponseEncoder
    let streams: StreamTable
    let load: ServerLoad
    let scheduler: any Scheduling
    let loops: any EventLoopGroup
    let log: Logger

    /// Whether a client that ended its side may nevertheless be listening. On TCP one that has gone looks the same.
    var halfCloseIsKnown: Bool {
        if case .unixSocket = configuration.address { true } else { false }
    }
}
