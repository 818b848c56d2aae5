import Linux
import Synchronization
import SystemPackage

/// Looks at what is in pipes without taking it out, by way of a pipe of its own: one serves all.
final class PipeView: Sendable {
    private typealias Ends = (read: FileDescriptor, write: FileDescriptor)

    /// What is looked at may be in many small pieces, each of which takes the room of a page.
    private static let capacity: Int32 = 1 << 20

    /// Locked from the first byte in it to the last one out of it.
    private let scratch: Mutex<Ends>
    private let nowhere: FileDescriptor

    init() throws {
        nowhere = try FileDescriptor.open("/dev/null", .writeOnly, options: .closeOnExec)
        do {
            scratch = Mutex(try Self.makeScratch())
        } catch {
            nowhere.closeIgnoringErrors()
            throw error
        }
    }

    deinit {
        scratch.withLock { Self.close($0) }
        nowhere.closeIgnoringErrors()
    }

    /// The first bytes of a pipe.
    ///
    /// - Returns: at most `limit` bytes, or what fits if that is less; empty at the end; nil when there is nothing now.
    func peek(_ pipe: FileDescriptor, upTo limit: Int) throws(LinuxError) -> [UInt8]? {
        try scratch.withLock { (ends: inout sending Ends) throws(LinuxError) in
            guard let shown = try Pipe.show(pipe, in: ends.write, upTo: limit) else { return nil }
            if shown == 0 { return [] }
            do throws(LinuxError) {
                let bytes = try ends.read.readNow(upTo: shown) ?? []
                guard bytes.count == shown else {
                    throw .malformed(
                        path: "descriptor \(pipe.rawValue)", reason: "\(shown - bytes.count) bytes are lost")
                }
                return bytes
            } catch {
                // What is left in it is nobody else's.
                let fresh = try Self.makeScratch()
                Self.close(ends)
                ends = fresh
                throw error
            }
        }
    }

    /// Takes the first `count` bytes out of a pipe; all there are when there are fewer.
    func consume(_ pipe: FileDescriptor, _ count: Int) throws(LinuxError) {
        var rest = count
        while rest > 0, let moved = try Pipe.move(pipe, to: nowhere, upTo: rest), moved > 0 { rest -= moved }
    }

    private static func makeScratch() throws(LinuxError) -> Ends {
        let ends = try Pipe.make(nonBlockingRead: true, nonBlockingWrite: true)
        ends.write.setPipeCapacityIfAllowed(capacity)
        return ends
    }

    private static func close(_ ends: Ends) {
        ends.read.closeIgnoringErrors()
        ends.write.closeIgnoringErrors()
    }
}
