import Testing

@testable import Libcontainer

@Suite("What a runtime and a process tell one another")
struct SyncMessageTests {
    @Test(
        "reads as it was written",
        arguments: [
            .proceed, .mounted, .hooksDone, .ready, .run, .done, .listener(12), .listenerTaken, .failed(""),
            .failed("exec: \"ü\""),
        ] as [SyncMessage])
    func round(message: SyncMessage) {
        #expect(SyncMessage(bytes: message.bytes) == message)
    }

    @Test("is nothing else", arguments: [[], [0], Array("x".utf8), Array("l".utf8), Array("lx".utf8)] as [[UInt8]])
    func damaged(bytes: [UInt8]) {
        #expect(SyncMessage(bytes: bytes) == nil)
    }

    @Test("ends where the other side does")
    func end() throws {
        let channel = try SyncChannel.pair()
        defer { channel.runtime.close() }
        try channel.process.send(.ready)
        channel.process.close()

        #expect(try channel.runtime.receive() == .ready)
        #expect(try channel.runtime.receive() == nil)
        #expect(throws: LibcontainerError.initGone) { try channel.runtime.expect(.run) }
    }
}
