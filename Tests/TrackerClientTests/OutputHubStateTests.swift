import Testing

@testable import TrackerClient

@Suite("The rules for who reads an output stream")
struct OutputHubStateTests {
    private typealias Effect = OutputHubState.Effect

    /// A stream that is ours, with `count` readers that have asked, of which all but the first wait for it to look.
    private func held(readers count: Int, lagLimit: UInt64 = 100) -> (OutputHubState, [OutputHubState.ReaderID]) {
        var state = OutputHubState(isHeld: true, lagLimit: lagLimit)
        let readers = (0..<count).map { _ in state.join() }
        for reader in readers { #expect(state.read(reader) == .peek) }
        return (state, readers)
    }

    private func bytes(_ range: Range<UInt8>) -> [UInt8] { Array(range) }

    @Test("one look is everybody's, and it is taken out once the first has delivered it")
    func fanOut() {
        var (state, readers) = held(readers: 2)

        #expect(state.peeked([1, 2, 3]) == Effect())
        let answers = readers.map { state.read($0) }
        let again = state.read(readers[0])
        let first = state.delivered(readers[0], 3)
        let second = state.delivered(readers[1], 3)

        #expect(answers == [.bytes([1, 2, 3]), .bytes([1, 2, 3])])
        #expect(again == .wait)
        #expect(first == Effect(consumed: 3))
        #expect(second == Effect())
        #expect(state.read(readers[0]) == .peek)
        #expect(state.keptBytes == 0)
    }

    @Test("a part that is delivered is taken out, and the rest waits; more than was read cannot be delivered")
    func parts() {
        var (state, readers) = held(readers: 1)
        _ = state.peeked([1, 2, 3])
        _ = state.read(readers[0])

        let first = state.delivered(readers[0], 1)
        let waiting = state.read(readers[0])
        let rest = state.delivered(readers[0], 10)

        #expect(first == Effect(consumed: 1))
        #expect(waiting == .wait)
        #expect(rest == Effect(consumed: 2))
        #expect(state.delivered(readers[0], 1) == Effect())
        #expect(state.read(readers[0]) == .peek)
    }

    @Test("a pause gives the stream back, and what was not delivered comes again, to whoever reads next")
    func pause() {
        var (state, readers) = held(readers: 1)
        let other = state.join()
        _ = state.peeked([1, 2, 3])
        _ = state.read(readers[0])
        _ = state.delivered(readers[0], 2)

        let paused = state.pause(readers[0])
        let early = state.read(other)
        state.released()
        let opening = state.read(other)
        _ = state.opened()

        #expect(paused == Effect(releases: true))
        #expect(early == .wait)
        #expect(opening == .open)
        #expect(state.read(other) == .peek)
        // What was not delivered is looked at anew.
        #expect(state.peeked([3, 4]) == Effect())
        #expect(state.read(other) == .bytes([3, 4]))
        #expect(state.delivered(readers[0], 1) == Effect())
        #expect(state.delivered(other, 2) == Effect(consumed: 2))
    }

    @Test("one who comes later gets what no client has got, and nothing else")
    func later() {
        var (state, readers) = held(readers: 2)
        _ = state.peeked([1, 2, 3])
        for reader in readers { _ = state.read(reader) }
        _ = state.delivered(readers[0], 2)

        let third = state.join()

        #expect(state.read(third) == .bytes([3]))
        #expect(state.delivered(third, 1) == Effect(consumed: 1))
    }

    @Test("one who is slow is behind the others, up to the limit; then it loses the oldest, and is told of once")
    func slow() {
        var (state, readers) = held(readers: 2, lagLimit: 6)
        var losses: [UInt64] = []
        for number in 0..<5 as Range<UInt8> {
            losses.append(state.peeked(bytes(number * 3..<number * 3 + 3)).droppedBytes)
            _ = state.read(readers[0])
            _ = state.delivered(readers[0], 3)
        }

        #expect(losses == [0, 0, 3, 0, 0])
        #expect(state.keptBytes == 6)
        #expect(state.read(readers[1]) == .bytes([9, 10, 11]))
        #expect(state.read(readers[1]) == .bytes([12, 13, 14]))
        #expect(state.delivered(readers[1], 6) == Effect())
        #expect(state.leave(readers[1]) == Effect(droppedBytes: 6))
        #expect(state.keptBytes == 0)
    }

    @Test("what one read before it lost something is delivered before what it read after")
    func gap() {
        var (state, readers) = held(readers: 2, lagLimit: 4)
        _ = state.peeked([0, 1])
        _ = state.read(readers[0])
        _ = state.read(readers[1])
        _ = state.delivered(readers[1], 2)
        for number in 1..<5 as Range<UInt8> {
            _ = state.peeked([2 * number, 2 * number + 1])
            guard number < 4 else { break }
            _ = state.read(readers[1])
            _ = state.delivered(readers[1], 2)
        }

        #expect(state.read(readers[0]) == .bytes([6, 7]))
        #expect(state.read(readers[0]) == .bytes([8, 9]))
        #expect(state.delivered(readers[0], 4) == Effect())
        #expect(state.delivered(readers[0], 2) == Effect(consumed: 2))
    }

    @Test("a reader that goes holds up nobody, and its delivery counts no more")
    func dead() {
        var (state, readers) = held(readers: 2)
        _ = state.peeked([1, 2])
        _ = state.read(readers[0])
        _ = state.read(readers[1])

        #expect(state.leave(readers[0]) == Effect())
        #expect(state.leave(readers[0]) == Effect())
        #expect(state.delivered(readers[0], 2) == Effect())
        #expect(state.read(readers[0]) == .closed)
        #expect(state.delivered(readers[1], 2) == Effect(consumed: 2))
        #expect(state.leave(readers[1]) == Effect(releases: true))
    }

    @Test("while nobody delivers, the process goes on, each keeps the newest, and nobody has got them")
    func stalled() {
        var (state, readers) = held(readers: 2, lagLimit: 6)
        _ = state.peeked([0, 1, 2])
        _ = state.read(readers[0])

        let stall = state.stall()
        let effects = [state.peeked([3, 4, 5]), state.peeked([6, 7, 8])]
        let third = state.join()

        #expect(stall == Effect(consumed: 3))
        #expect(effects == [Effect(consumed: 3), Effect(consumed: 3, droppedBytes: 3)])
        #expect(state.keptBytes == 6)
        #expect(state.read(readers[1]) == .bytes([3, 4, 5]))
        #expect(state.read(third) == .bytes([3, 4, 5]))
        #expect(state.delivered(third, 3) == Effect())
        #expect(!state.isStalled)
        #expect(state.read(third) == .bytes([6, 7, 8]))
        // Now the process waits again.
        #expect(state.read(third) == .peek)
        _ = state.peeked([9])
        #expect(state.read(third) == .bytes([9]))
        #expect(state.read(third) == .wait)
    }

    @Test("what was taken out and no client has got is kept for the next reader, before what comes then")
    func keptForTheNext() {
        var (state, readers) = held(readers: 1, lagLimit: 6)
        let next = state.join()
        _ = state.peeked([0, 1, 2])
        _ = state.stall()
        _ = state.peeked([3, 4, 5])
        _ = state.read(readers[0])
        _ = state.delivered(readers[0], 2)

        #expect(state.leave(readers[0]) == Effect(releases: true))
        state.released()

        #expect(state.read(next) == .bytes([2]))
        #expect(state.read(next) == .bytes([3, 4, 5]))
        #expect(state.read(next) == .open)
        #expect(state.delivered(next, 4) == Effect())
        #expect(state.keptBytes == 0)
    }

    @Test("the end comes behind all that there was, for each; for good it stays, else the next reader looks again")
    func end() {
        for isForGood in [true, false] {
            var (state, readers) = held(readers: 2)
            _ = state.peeked([1])
            _ = state.read(readers[0])
            _ = state.delivered(readers[0], 1)
            let ended = state.ended(forGood: isForGood)
            state.released()

            let next = state.join()

            #expect(ended == Effect(releases: true))
            #expect(state.read(readers[0]) == .end)
            #expect(state.read(readers[1]) == .bytes([1]))
            #expect(state.read(readers[1]) == .end)
            for reader in readers { #expect(state.leave(reader) == Effect()) }
            #expect(state.read(next) == (isForGood ? .end : .open))
        }
    }

    @Test("nobody who comes to read in the first moments gives the stream back; those who came keep it")
    func grace() {
        var nobody = OutputHubState(isHeld: true)
        let late = nobody.join()
        var (somebody, _) = held(readers: 1)

        #expect(nobody.giveUpWaiting() == Effect(releases: true))
        #expect(nobody.giveUpWaiting() == Effect())
        nobody.released()
        #expect(nobody.read(late) == .open)
        #expect(somebody.giveUpWaiting() == Effect())
    }

    @Test("the last who could read, and did not, gives the stream back when it goes")
    func unread() {
        var state = OutputHubState(isHeld: true)
        let readers = [state.join(), state.join()]

        #expect(state.leave(readers[0]) == Effect())
        #expect(state.leave(readers[1]) == Effect(releases: true))
    }

    @Test("a stream that comes when whoever asked for it has gone is given back")
    func openedForNobody() {
        var state = OutputHubState(isHeld: false)
        let reader = state.join()
        #expect(state.read(reader) == .open)

        #expect(state.leave(reader) == Effect())

        #expect(state.opened() == Effect(releases: true))
    }

    @Test("a stream that could not be had is asked for again")
    func openFailed() {
        var state = OutputHubState(isHeld: false)
        let (first, second) = (state.join(), state.join())
        #expect(state.read(first) == .open)
        #expect(state.read(second) == .wait)

        state.openFailed()

        #expect(state.read(second) == .open)
    }
}
