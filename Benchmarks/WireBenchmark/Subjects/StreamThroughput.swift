/// How fast bytes get from a process or a container to a client and back, compared with a bare pipe.
enum StreamThroughput {
    private static let byteCount = 512 * 1024 * 1024
    private static let rounds = 5

    static func measure(_ server: ServerUnderTest) throws {
        // In turns, and the best of each: a round that was disturbed says nothing about what is measured.
        var (pipe, output, input, archiveOut, archiveIn) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for _ in 0..<rounds {
            pipe = max(pipe, try rate { try PipeReference.read(byteCount) })
            output = max(output, try rate { try readOutput(server) })
            input = max(input, try rate { try writeInput(server) })
            archiveOut = max(archiveOut, try rate { try readArchive(server) })
            archiveIn = max(archiveIn, try rate { try writeArchive(server) })
        }

        Table.title("streams: \(byteCount / 1_048_576) MiB, best of \(rounds) rounds")
        Table.row("bare pipe between two processes", pipe, "MB/s")
        Table.row("standard output to the client", output, "MB/s", ratio(output, pipe))
        Table.row("standard input from the client", input, "MB/s", ratio(input, pipe))
        Table.row("archive to the client", archiveOut, "MB/s", ratio(archiveOut, pipe))
        Table.row("archive from the client", archiveIn, "MB/s", ratio(archiveIn, pipe))
    }

    private static func ratio(_ rate: Double, _ reference: Double) -> String {
        let hundredths = Int((rate / reference * 100).rounded())
        return "\(hundredths) % of the pipe"
    }

    /// Megabytes a second.
    private static func rate(_ work: () throws -> Void) throws -> Double {
        let time = try ContinuousClock().measure(work)
        return Double(byteCount) / time.inSeconds / 1e6
    }

    private static func readOutput(_ server: ServerUnderTest) throws {
        let (process, stream) = try server.run("produce", argument: "\(byteCount)")
        let output = try server.output("stdout", of: stream)
        let received = try output.drain()
        guard received == byteCount else { throw BenchmarkError("\(received) bytes of \(byteCount) came") }
        try process.drain()
        output.close()
        process.close()
    }

    private static func readArchive(_ server: ServerUnderTest) throws {
        let connection = try server.connect()
        let target = "/containers/h/files?source=\(byteCount)&user="
        try connection.send(Array("GET \(target) HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n".utf8))
        let received = try connection.drain()
        guard received > byteCount else { throw BenchmarkError("\(received) bytes of \(byteCount) came") }
        connection.close()
    }

    private static func writeArchive(_ server: ServerUnderTest) throws {
        let piece = [UInt8](repeating: 0x61, count: 64 * 1024)
        let connection = try server.connect()
        let head =
            "PUT /containers/h/files?destination=x&user= HTTP/1.1\r\nHost: api\r\n"
            + "Content-Length: \(byteCount)\r\nConnection: close\r\n\r\n"
        try connection.send(Array(head.utf8))
        for _ in 0..<(byteCount / piece.count) { try connection.send(piece) }
        let answer = try connection.receiveToEnd()
        guard answer.hasPrefix("HTTP/1.1 200 ") else { throw BenchmarkError("the server answered \(answer)") }
        connection.close()
    }

    /// Over when the process has everything and its exit status has come.
    private static func writeInput(_ server: ServerUnderTest) throws {
        let pieceSize = 64 * 1024
        let (process, _) = try server.run("consume", argument: "\(byteCount)")
        let payload = Array("{\"source\":0,\"data\":\"\(String(repeating: "x", count: pieceSize))\"}".utf8)
        for _ in 0..<(byteCount / pieceSize) { try process.send(payload) }
        try process.send(Array("{\"source\":0}".utf8))
        let ending = try process.receiveToEnd()
        guard ending.contains("\"exit_status\":0") else { throw BenchmarkError("the process got less: \(ending)") }
        process.close()
    }
}
