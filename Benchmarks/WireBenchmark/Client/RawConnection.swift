import Glibc

/// A blocking connection that costs as little as possible, so that what is measured is the server.
final class RawConnection {
    /// Shared, because there are thousands of connections and one thread.
    private nonisolated(unsafe) static let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 256 * 1024, alignment: 16)

    let descriptor: Int32
    /// How long an answer is; all answers on one connection are alike.
    private var answerLength: Int?

    /// Connects to the socket at `path`.
    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw BenchmarkError(call: "socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let answer = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard answer == 0 else { throw BenchmarkError(call: "connect") }
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return write(descriptor, rest.baseAddress, rest.count)
            }
            guard count > 0 else { throw BenchmarkError(call: "write") }
            sent += count
        }
    }

    /// What comes next, and how much of it; nothing at the end.
    private func receive() throws -> UnsafeRawBufferPointer {
        let count = read(descriptor, Self.buffer.baseAddress, Self.buffer.count)
        guard count >= 0 else { throw BenchmarkError(call: "read") }
        return UnsafeRawBufferPointer(rebasing: Self.buffer[..<count])
    }

    /// Takes what comes until `isEnough` of it, or the end.
    func receive(until isEnough: (String) -> Bool) throws -> String {
        var text = ""
        while !isEnough(text) {
            let bytes = try receive()
            if bytes.isEmpty { break }
            text += String(decoding: bytes, as: UTF8.self)
        }
        return text
    }

    func receiveToEnd() throws -> String { try receive { _ in false } }

    /// Takes an answer's head, and nothing of what follows it.
    func receiveHead() throws -> String {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            var byte: UInt8 = 0
            guard read(descriptor, &byte, 1) == 1 else { throw BenchmarkError(call: "read") }
            head.append(byte)
        }
        return String(decoding: head, as: UTF8.self)
    }

    /// Takes one answer with a body of two bytes or none.
    func receiveAnswer() throws {
        guard let answerLength else {
            let answer = try receive { $0.contains("\r\n\r\n{}") }
            guard answer.hasPrefix("HTTP/1.1 200 ") else { throw BenchmarkError("the server answered \(answer)") }
            answerLength = answer.utf8.count
            return
        }
        var count = 0
        while count < answerLength {
            let piece = try receive().count
            guard piece > 0 else { throw BenchmarkError("the server closed the connection") }
            count += piece
        }
    }

    /// Reads to the end. Returns how many bytes came.
    @discardableResult
    func drain() throws -> Int {
        var count = 0
        while true {
            let piece = try receive().count
            if piece == 0 { return count }
            count += piece
        }
    }

    /// Ends the client's side.
    func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

    func close() { Glibc.close(descriptor) }
}
