import Garden
import Testing

@testable import GardenServer

@Suite("Command queue")
struct CommandQueueTests {
    private var queue = CommandQueue(limit: 10)

    @Test("hands signals out although input is under way")
    mutating func signalsOvertake() {
        queue.append(.write([1, 2]))
        queue.append(.signal(.kill))

        #expect(queue.nextInput() == .bytes([1, 2]))
        #expect(queue.nextControl() == .signal(.kill))
    }

    @Test("tells the end of the input behind the input")
    mutating func endOfInput() {
        queue.append(.write([1]))
        queue.append(.endInput)

        #expect(queue.nextInput() == .bytes([1]))
        _ = queue.inputDone()
        #expect(queue.nextInput() == .end)
        _ = queue.inputDone()
        #expect(queue.nextInput() == nil)
    }

    @Test("is full with as many bytes as allowed, those under way included")
    mutating func fullness() {
        queue.append(.write(Array(repeating: 0, count: 9)))
        #expect(!queue.isFull)
        queue.append(.write([0]))
        #expect(queue.isFull)

        _ = queue.nextInput()
        #expect(queue.isFull)
        let mayBeReadOn = queue.inputDone()

        #expect(mayBeReadOn)
        #expect(!queue.isFull)
    }

    @Test("is full with more signals than anyone sends")
    mutating func manySignals() {
        for _ in 0..<CommandQueue.mostControls { queue.append(.signal(.terminate)) }

        #expect(queue.isFull)
    }

    @Test("is finished when it is closed and all is done")
    mutating func finishing() {
        queue.append(.write([1]))
        queue.append(.signal(.kill))
        queue.close()
        #expect(!queue.isFinished)
        let begins = [queue.inputBegins(), queue.controlBegins()]
        #expect(begins == [true, true])

        _ = queue.nextInput()
        _ = queue.nextControl()
        #expect(!queue.isFinished)
        _ = queue.inputDone()
        _ = queue.controlDone()
        #expect(!queue.isFinished)

        #expect(queue.nextInput() == nil)
        #expect(queue.nextControl() == nil)
        #expect(queue.isFinished)
    }

    @Test("needs somebody for each line only while nobody is there and something is to be done")
    mutating func serving() {
        let atFirst = [queue.inputBegins(), queue.controlBegins()]
        queue.append(.endInput)
        let withInput = [queue.inputBegins(), queue.controlBegins(), queue.inputBegins()]
        #expect(queue.nextInput() == .end)
        queue.append(.write([1]))
        let underWay = queue.inputBegins()
        _ = queue.inputDone()
        #expect(queue.nextInput() == .bytes([1]))
        _ = queue.inputDone()
        #expect(queue.nextInput() == nil)
        queue.append(.write([2]))
        let again = queue.inputBegins()

        #expect(atFirst == [false, false])
        #expect(withInput == [true, false, false])
        #expect(!underWay)
        #expect(again)
    }

    @Test("is finished at once when it is abandoned")
    mutating func abandoning() {
        queue.append(.write([1]))
        _ = queue.nextInput()

        queue.abandon()

        #expect(queue.isFinished)
        let mayBeReadOn = queue.inputDone()
        #expect(!mayBeReadOn)
    }
}
