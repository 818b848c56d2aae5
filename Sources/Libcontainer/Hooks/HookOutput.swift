import Linux
import SystemPackage

/// What a program writes to one of its streams; the last part of it is kept.
struct HookOutput {
    /// How much is kept, bytes.
    static let limit = 16 << 10
    /// As much as a pipe holds, bytes.
    private static let pipeSize = 64 << 10

    private let pipe: Ends
    private var bytes: [UInt8] = []
    private var isTruncated = false
    private var isAtEnd = false

    /// Closes what is still open.
    private final class Ends {
        let read: FileDescriptor
        var write: FileDescriptor?

        init() throws(LinuxError) {
            let ends = try Pipe.make(nonBlockingRead: true)
            (read, write) = (ends.read, ends.write)
        }

        func closeWrite() {
            write?.closeIgnoringErrors()
            write = nil
        }

        deinit {
            read.closeIgnoringErrors()
            closeWrite()
        }
    }

    init() throws(LinuxError) { pipe = try Ends() }

    /// The program's end, which stays this value's.
    var write: FileDescriptor? { pipe.write }

    /// Once the program has it.
    func closeWrite() { pipe.closeWrite() }

    /// What is to be waited for: nothing at all once the last writer has gone.
    var watched: FileDescriptor { isAtEnd ? FileDescriptor(rawValue: -1) : pipe.read }

    /// What was kept, marked where there was more before.
    var text: String { (isTruncated ? "…" : "") + String(decoding: bytes, as: UTF8.self) }

    /// Takes what is there, or a part of it.
    mutating func take() throws(LinuxError) {
        guard let part = try pipe.read.readNow(upTo: Self.limit) else { return }
        isAtEnd = part.isEmpty
        bytes += part
        guard bytes.count > Self.limit else { return }
        bytes.removeFirst(bytes.count - Self.limit)
        isTruncated = true
    }

    /// Takes what is there, but no more than fits into a pipe: somebody may be writing on and on.
    mutating func takeRest() throws(LinuxError) {
        for _ in 0..<Self.pipeSize / Self.limit where !isAtEnd { try take() }
    }
}
