import Glibc

/// How many calls a second the server answers when there is nothing to do for them.
enum PingRate {
    private static let request = Array("GET /ping HTTP/1.1\r\nHost: api\r\n\r\n".utf8)
    private static let manyConnections = 16
    private static let roundLength = Duration.seconds(1)
    private static let rounds = 5

    static func measure(_ server: ServerUnderTest) throws {
        Table.title("/ping: answers per second, best of \(rounds) rounds")
        let lone = try connections(1, server)
        Table.row("1 connection, one request at a time", try rate { try exchange(lone) }, "per s")
        let many = try connections(manyConnections, server)
        Table.row("\(manyConnections) connections at a time", try rate { try exchange(many) }, "per s")
        Table.row("a new connection for every request", try rate { try exchangeOnce(server) }, "per s")
    }

    private static func connections(_ count: Int, _ server: ServerUnderTest) throws -> [RawConnection] {
        try (0..<count).map { _ in try server.connect() }
    }

    /// Runs `work`, which returns how many answers it got, for some rounds.
    private static func rate(_ work: () throws -> Int) throws -> Double {
        let clock = ContinuousClock()
        var best = 0.0
        for _ in 0..<rounds {
            var answers = 0
            let begin = clock.now
            while clock.now - begin < roundLength { answers += try work() }
            best = max(best, Double(answers) / (clock.now - begin).inSeconds)
        }
        return best
    }

    /// A thousand requests on every connection; each gets the next one as soon as it has answered.
    private static func exchange(_ connections: [RawConnection]) throws -> Int {
        let perConnection = 1000
        var missing = connections.map { _ in perConnection }
        var polled = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        for connection in connections { try connection.send(request) }
        var open = connections.count
        while open > 0 {
            guard poll(&polled, nfds_t(polled.count), -1) > 0 else { throw BenchmarkError(call: "poll") }
            for index in polled.indices where polled[index].revents != 0 {
                try connections[index].receiveAnswer()
                missing[index] -= 1
                if missing[index] > 0 {
                    try connections[index].send(request)
                } else {
                    polled[index].fd = -1
                    open -= 1
                }
            }
        }
        return perConnection * connections.count
    }

    private static func exchangeOnce(_ server: ServerUnderTest) throws -> Int {
        let connection = try server.connect()
        defer { connection.close() }
        try connection.send(request)
        try connection.receiveAnswer()
        return 1
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}
