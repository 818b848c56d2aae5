import ArgumentParser
import GardenClient

/// Where the server is.
struct ClientOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server's unix socket.", valueName: "path"))
    var socket = "/tmp/garden.sock"

    @Option(help: ArgumentHelp("The server's TCP address, instead of the socket.", valueName: "ip:port"))
    var address: TCPAddress?

    /// The server.
    var backend: RemoteBackend {
        RemoteBackend(address.map { .tcp(host: $0.host, port: $0.port) } ?? .unix(path: socket))
    }
}

/// `host:port`, where an IPv6 host stands in brackets.
struct TCPAddress: ExpressibleByArgument {
    let host: String
    let port: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]),
            colon != argument.startIndex
        else { return nil }
        let host = argument[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        self.host = String(isBracketed ? host.dropFirst().dropLast() : host)
        self.port = Int(port)
    }
}
