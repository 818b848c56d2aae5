/// How fast bytes get from a process to a client and back, compared with a bare pipe.
enum StreamThroughput {
    private static let byteCount = 512 * 1024 * 1024
    private static let rounds = 5

    static func measure(_ server: ServerUnderTest) throws {
        // In turns, and the best of each: a round that was disturbed says nothing about what is measured.
        var (pipe, output, input) = (0.0, 0.0, 0.0)
        for _ in 0..<rounds {
            pipe = max(pipe, try rate { try PipeReference.read(byteCount) })
            output = max(output, try rate { try readOutput(server) })
            input = max(input, try rate { try writeInput(server) })
        }

        Table.title("process streams: \(byteCount / 1_048_576) MiB, best of \(rounds) rounds")
        Table.row("bare pipe between two processes", pipe, "MB/s")
        Table.row("standard output to the client", output, "MB/s", ratio(output, pipe))
        Table.row("standard input from the client", input, "MB/s", ratio(input, pipe))
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
