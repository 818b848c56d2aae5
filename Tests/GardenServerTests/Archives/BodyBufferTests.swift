import Garden
import Testing

@testable import GardenServer

@Suite("Body buffer")
struct BodyBufferTests {
    private var buffer = BodyBuffer(limit: 4)

    @Test("hands out all that is there at once")
    mutating func joins() {
        #expect(buffer.take() == nil)
        buffer.append([1])
        buffer.append([2, 3])

        #expect(buffer.take() == .bytes([1, 2, 3], makesRoom: false))
        #expect(buffer.take() == nil)
    }

    @Test("is full at its limit, takes what has been received nevertheless, and says when there is room")
    mutating func full() {
        buffer.append([1, 2, 3])
        #expect(!buffer.isFull)
        buffer.append([4])
        #expect(buffer.isFull)
        buffer.append([5])

        #expect(buffer.take() == .bytes([1, 2, 3, 4, 5], makesRoom: true))
        #expect(!buffer.isFull)
    }

    @Test("tells its end behind its bytes, again and again")
    mutating func ends() {
        buffer.append([1])
        buffer.end()
        buffer.fail(.bodyBrokeOff)

        #expect(buffer.take() == .bytes([1], makesRoom: false))
        #expect(buffer.take() == .end)
        #expect(buffer.take() == .end)
    }

    @Test("tells that it broke off behind its bytes, and never that it is complete")
    mutating func fails() {
        buffer.append([1])
        buffer.fail(.bodyBrokeOff)
        buffer.end()
        buffer.append([2])

        #expect(buffer.take() == .bytes([1], makesRoom: false))
        #expect(buffer.take() == .failure(.bodyBrokeOff))
        #expect(buffer.take() == .failure(.bodyBrokeOff))
    }

    @Test("that was given up holds nothing, and wants nothing")
    mutating func closes() {
        buffer.append([1])
        buffer.close()
        buffer.append([2])

        #expect(buffer.take() == .end)
        #expect(buffer.isFull)
    }

    @Test("knows its first reader")
    mutating func asks() {
        let isFirst = [buffer.ask(), buffer.ask(), buffer.ask()]

        #expect(isFirst == [true, false, false])
    }
}
