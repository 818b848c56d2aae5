import Linux
import SystemPackage

/// The newest bytes of a stream that nobody reads, in a pipe: they are the kernel's, and none of this program's memory.
struct TailPipe {
    /// How much it holds; the kernel's usual 64 KiB where it refuses that.
    static let capacity: Int32 = 256 * 1024
    /// A page. So many bytes are written wholly or not at all (pipe(7), PIPE_BUF), and find room once as many were taken.
    static let piece = 4096

    let read: FileDescriptor
    private var write: FileDescriptor?

    init() throws(LinuxError) {
        let pipe = try Pipe.make(nonBlockingRead: true, nonBlockingWrite: true)
        (read, write) = (pipe.read, pipe.write)
        pipe.write.setPipeCapacityIfAllowed(Self.capacity)
    }

    /// Whether everything in it was read.
    var isEmpty: Bool {
        do {
            return try read.unreadByteCount() == 0
        } catch {
            return true
        }
    }

    /// Puts bytes, at most a piece, behind the others; the oldest give way to them.
    ///
    /// - Returns: how many did.
    func append(_ bytes: [UInt8]) throws(LinuxError) -> UInt64 {
        guard let write else { return UInt64(bytes.count) }
        var dropped: UInt64 = 0
        while try write.writeNow(bytes[...]) == nil {
            guard let oldest = try read.readNow(upTo: Self.piece), !oldest.isEmpty else { continue }
            dropped += UInt64(oldest.count)
        }
        return dropped
    }

    /// Nothing more will be appended: whoever reads it comes to an end.
    mutating func finish() {
        write?.closeIgnoringErrors()
        write = nil
    }

    func close() {
        write?.closeIgnoringErrors()
        read.closeIgnoringErrors()
    }
}
