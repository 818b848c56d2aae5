import Linux
import SystemPackage

/// The end of what a runtime wrote to a pipe.
struct OutputTail {
    /// In bytes; escaped as JSON it still fits a packet.
    static let limit = 8 * 1024

    let pipe: FileDescriptor
    private(set) var bytes: [UInt8] = []

    /// Takes over the read end of a pipe, which does not block.
    init(of pipe: FileDescriptor) { self.pipe = pipe }

    /// Reads what there is.
    ///
    /// - Returns: whether more may come.
    mutating func fill() -> Bool {
        do {
            while let part = try pipe.readNow(upTo: Self.limit) {
                if part.isEmpty { return false }
                bytes = Self.end(of: bytes + part)
            }
            return true
        } catch {
            return false
        }
    }

    func close() { pipe.closeIgnoringErrors() }

    /// The last bytes of what there is to read from `pipe`, which stays the caller's.
    static func drained(_ pipe: FileDescriptor) -> [UInt8] {
        var tail = OutputTail(of: pipe)
        _ = tail.fill()
        return tail.bytes
    }

    /// `text` without its beginning, if it is too long.
    static func end(of text: String) -> String {
        text.utf8.count <= limit ? text : String(decoding: end(of: Array(text.utf8)), as: UTF8.self)
    }

    private static func end(of bytes: [UInt8]) -> [UInt8] { Array(bytes.suffix(limit)) }
}
