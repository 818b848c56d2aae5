import Linux
import SystemPackage

/// One server's connection, with what it had no room for yet.
struct TrackerConnection {
    /// A server that reads nothing for so many messages is taken for dead. It can connect again and ask for a list.
    private static let queueLimit = 4096

    private struct Packet {
        let bytes: [UInt8]
        let descriptors: [FileDescriptor]
    }

    let socket: SequencedPacketSocket
    /// Whether it is to be closed once all is sent.
    var isClosing = false
    private var queue: [Packet] = []

    init(_ socket: SequencedPacketSocket) { self.socket = socket }

    /// Whether something waits for room.
    var hasWaiting: Bool { !queue.isEmpty }

    /// Sends a message now or later; the descriptors stay the caller's.
    mutating func send(_ message: TrackerMessage, descriptors: [FileDescriptor]) throws(LinuxError) {
        if queue.isEmpty, try socket.send(message.encoded, descriptors: descriptors) { return }
        guard queue.count < Self.queueLimit else {
            throw .failed(operation: "send to a server", subject: nil, errno: .noBufferSpace)
        }
        var kept: [FileDescriptor] = []
        do {
            for descriptor in descriptors { kept.append(try descriptor.duplicated()) }
        } catch {
            for descriptor in kept { descriptor.closeIgnoringErrors() }
            throw error
        }
        queue.append(Packet(bytes: message.encoded, descriptors: kept))
    }

    /// Sends what there is room for.
    mutating func flush() throws(LinuxError) {
        while let packet = queue.first {
            guard try socket.send(packet.bytes, descriptors: packet.descriptors) else { return }
            queue.removeFirst()
            for descriptor in packet.descriptors { descriptor.closeIgnoringErrors() }
        }
    }

    /// Closes it, with all that was not sent.
    func close() {
        for packet in queue {
            for descriptor in packet.descriptors { descriptor.closeIgnoringErrors() }
        }
        socket.descriptor.closeIgnoringErrors()
    }
}
