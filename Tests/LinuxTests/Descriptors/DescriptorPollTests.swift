import Linux
import SystemPackage
import Testing

@Suite("Waiting for a few descriptors")
struct DescriptorPollTests {
    @Test("only what is ready is told, in the order asked")
    func ready() throws {
        let (first, second) = (try Pipe.make(), try Pipe.make())
        let ends = [first.read, first.write, second.read, second.write]
        defer { for end in ends { end.closeIgnoringErrors() } }
        _ = try second.write.writeNow([1])

        let ready = try DescriptorPoll.wait([
            DescriptorPoll.Entry(first.read), DescriptorPoll.Entry(second.read),
            DescriptorPoll.Entry(first.write, .writable), DescriptorPoll.Entry(FileDescriptor(rawValue: -1)),
        ])

        #expect(ready == [[], .readable, .writable, []])
    }

    @Test("nothing is ready when the time is over")
    func timeOut() throws {
        let pipe = try Pipe.make()
        defer {
            pipe.read.closeIgnoringErrors()
            pipe.write.closeIgnoringErrors()
        }

        #expect(try DescriptorPoll.wait([DescriptorPoll.Entry(pipe.read)], milliseconds: 0) == [[]])
    }

    @Test("a hang-up is told unasked")
    func hangUp() throws {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        pipe.write.closeIgnoringErrors()

        let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(pipe.read, [])])

        #expect(ready.first?.contains(.hungUp) == true)
    }

    @Test("too many are refused")
    func tooMany() {
        let entries = [DescriptorPoll.Entry](
            repeating: DescriptorPoll.Entry(FileDescriptor(rawValue: -1)), count: DescriptorPoll.limit + 1)

        #expect(throws: LinuxError.self) { try DescriptorPoll.wait(entries, milliseconds: 0) }
    }
}
