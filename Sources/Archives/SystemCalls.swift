import Glibc
import SystemPackage

/// How this module calls the kernel.
enum Call {
    /// Makes a C library call that answers -1 and sets errno; again while a signal interrupts it.
    @discardableResult
    static func run<Answer: SignedInteger>(
        _ path: @autoclosure () -> String, _ call: () -> Answer
    ) throws(ArchiveError) -> Answer {
        while true {
            let answer = call()
            if answer != -1 { return answer }
            let number = errno
            if number == EINTR { continue }
            throw .failed(path: path(), errno: Errno(rawValue: number))
        }
    }

    /// Takes the answer of a C shim: a value, or an error number below zero.
    @discardableResult
    static func check<Answer: SignedInteger>(
        _ path: @autoclosure () -> String, _ answer: Answer
    ) throws(ArchiveError) -> Answer {
        guard answer < 0 else { return answer }
        throw .failed(path: path(), errno: Errno(rawValue: Int32(-answer)))
    }

    /// Makes a C library call and answers its error number, 0 when it did what it should.
    static func errorNumber<Answer: SignedInteger>(_ call: () -> Answer) -> Int32 {
        while call() == -1 {
            if errno != EINTR { return errno }
        }
        return 0
    }
}

extension Sequence<UInt8> {
    /// Calls `body` with these bytes and a NUL behind them.
    func withCString<Answer>(_ body: (UnsafePointer<CChar>) -> Answer) -> Answer {
        var text = map { CChar(bitPattern: $0) }
        text.append(0)
        return text.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return "".withCString(body) }
            return body(start)
        }
    }

    /// For messages: what is not UTF-8 comes repaired, and a line stays one line.
    var shown: String {
        String(decoding: map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }
}
