import Glibc
import Linux
import SystemPackage

/// What a pipe between two processes does in the same run.
enum PipeReference {
    private static let pieceSize = 64 * 1024

    /// Reads `count` bytes from a child that pours them.
    static func read(_ count: Int) throws {
        let pipe = try Pipe.make()
        defer { try? pipe.read.close() }
        let child = try Child.start(["pour", "\(count)"], descriptors: [nil, pipe.write, .standardError])
        try pipe.write.close()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { buffer.deallocate() }
        var received = 0
        while true {
            let piece = try pipe.read.read(into: buffer)
            if piece == 0 { break }
            received += piece
        }
        guard try child.wait() == 0, received == count else {
            throw BenchmarkError("\(received) bytes of \(count) came")
        }
    }

    /// Writes `count` bytes to standard output.
    static func pour(_ count: Int) {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: pieceSize)
        var missing = count
        while missing > 0 {
            let written = write(STDOUT_FILENO, piece, min(missing, piece.count))
            guard written > 0 else { exit(1) }
            missing -= written
        }
    }
}
