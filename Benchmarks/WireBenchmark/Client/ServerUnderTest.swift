import Glibc
import Linux
import SystemPackage

/// The server in its own process, so that nothing but itself is measured.
struct ServerUnderTest {
    private let socket: String
    private let child: Child

    /// Starts a server, hands it to `body`, and ends it.
    static func running(_ body: (ServerUnderTest) throws -> Void) throws {
        var template = Array("/tmp/guardian-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkError(call: "mkdtemp") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { rmdir(folder) }
        let socket = folder + "/garden.sock"
        defer { unlink(socket) }

        // It ends when its standard input does, so it never outlives this process.
        let (life, ready) = (try Pipe.make(), try Pipe.make())
        let child = try Child.start(
            ["serve", socket], descriptors: [life.read, ready.write, .standardError])
        try life.read.close()
        try ready.write.close()
        defer {
            try? life.write.close()
            _ = try? child.wait()
        }
        var byte: UInt8 = 0
        let count = try withUnsafeMutableBytes(of: &byte) { try ready.read.read(into: $0) }
        try ready.read.close()
        guard count == 1 else { throw BenchmarkError("the server did not start") }
        try body(ServerUnderTest(socket: socket, child: child))
    }

    /// What it uses now.
    func memory() throws -> MemoryUse { try MemoryUse(of: child.pid.rawValue) }

    func connect() throws -> RawConnection { try RawConnection(path: socket) }

    /// Has a call answered on a connection of its own, and waits until the server has closed that.
    func ping() throws {
        let connection = try connect()
        defer { connection.close() }
        try connection.send(Array("GET /ping HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n".utf8))
        try connection.drain()
    }

    /// Starts a process. Returns its connection and the id of its streams.
    func run(_ program: String, argument: String = "") throws -> (RawConnection, stream: String) {
        let connection = try connect()
        let body = "{\"path\":\"\(program)\",\"args\":[\"\(argument)\"]}"
        try connection.send(
            Array(
                """
                POST /containers/some-handle/processes HTTP/1.1\r
                Host: api\r
                User-Agent: Go-http-client/1.1\r
                Content-Type: application/json\r
                Content-Length: \(body.utf8.count)\r
                Accept-Encoding: gzip\r
                \r
                \(body)
                """.utf8))
        let answer = try connection.receive { $0.hasSuffix("}\n") }
        guard let key = answer.firstRange(of: "\"stream_id\":\"") else {
            throw BenchmarkError("the server answered \(answer)")
        }
        return (connection, String(answer[key.upperBound...].prefix { $0 != "\"" }))
    }

    /// Opens an output of a call.
    func output(_ name: String, of stream: String) throws -> RawConnection {
        let connection = try connect()
        try connection.send(
            Array(
                """
                GET /containers/some-handle/processes/some-id/attaches/\(stream)/\(name) HTTP/1.1\r
                Host: api\r
                User-Agent: Go-http-client/1.1\r
                Accept-Encoding: gzip\r
                \r\n
                """.utf8))
        let answer = try connection.receiveHead()
        guard answer.hasPrefix("HTTP/1.1 200 ") else { throw BenchmarkError("the server answered \(answer)") }
        return connection
    }
}
