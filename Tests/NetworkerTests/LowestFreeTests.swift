import Testing

@testable import Networker

@Suite("Lowest free numbers")
struct LowestFreeTests {
    @Test("come in order and then run out", arguments: [0, 1, 63, 64, 65, 200])
    func inOrder(count: Int) {
        var numbers = LowestFree(count: count)

        let taken = (0..<count).map { _ in numbers.takeLowest() }
        let further = numbers.takeLowest()

        #expect(taken == Array(0..<count))
        #expect(further == nil)
        #expect(numbers.taken == count)
    }

    @Test("Given back, the lowest is next")
    func reuses() {
        var numbers = LowestFree(count: 300)
        for _ in 0..<300 { _ = numbers.takeLowest() }

        for number in [250, 7, 130] { numbers.release(number) }

        let again = [numbers.takeLowest(), numbers.takeLowest(), numbers.takeLowest()]

        #expect(again == [7, 130, 250])
    }

    @Test("One that was taken by name is skipped, and cannot be taken twice")
    func skips() {
        var numbers = LowestFree(count: 3)

        let answers = [numbers.take(1), numbers.take(1)]
        let rest = [numbers.takeLowest(), numbers.takeLowest(), numbers.takeLowest()]

        #expect(answers == [true, false])
        #expect(rest == [0, 2, nil])
    }

    @Test("There is nothing outside the range", arguments: [-1, 3, Int.min, Int.max])
    func bounds(number: Int) {
        var numbers = LowestFree(count: 3)

        let answers = [numbers.take(number), numbers.release(number)]

        #expect(answers == [false, false])
        #expect(numbers.taken == 0)
    }

    @Test("agree with a plain set, whatever is taken and given back")
    func agreesWithSet() {
        var numbers = LowestFree(count: 130)
        var free = Set(0..<130)

        for _ in 0..<5_000 {
            let number = Int.random(in: 0..<130)
            if Bool.random() {
                let lowest = numbers.takeLowest()
                #expect(lowest == free.min())
                if let lowest { free.remove(lowest) }
            } else {
                let released = numbers.release(number)
                #expect(released == free.insert(number).inserted)
            }
        }
    }
}
