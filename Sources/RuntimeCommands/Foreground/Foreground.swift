import Libcontainer
import Linux
import SystemPackage

/// What a process in the foreground reads and writes, as long as this program waits for it: three pipes, or a terminal.
///
/// The process never gets this program's own streams. Whoever it is, it may open its pipes once more by /dev/stdout; and
/// it reaches neither this program's terminal, nor what else is in its files and pipes.
final class Foreground {
    /// Of the input first.
    private var copies: [StreamCopy] = []
    private var terminal: ForegroundTerminal?
    /// The process's ends, until it has them.
    private var streams: StandardStreams?

    init() {}

    deinit { end() }

    /// Opens what the process gets, and says so in `options`.
    func open(hasTerminal: Bool, for options: inout StartOptions) throws(CommandError) {
        if hasTerminal { terminal = try ForegroundTerminal() }
        do throws(LinuxError) {
            if !hasTerminal { try makePipes() }
            try terminal?.lend(to: &options)
        } catch {
            throw CommandError(.system(error))
        }
        options.streams = streams
    }

    /// Begins, once the process has its ends.
    func begin() throws(CommandError) {
        closeLent()
        do throws(LinuxError) {
            if let more = try terminal?.begin() { copies += more }
        } catch {
            throw CommandError(.system(error))
        }
    }

    /// What is to be waited for, as many as `step` takes.
    var entries: [DescriptorPoll.Entry] { copies.map(\.entry) }

    /// Goes on with what is ready, in the order of `entries`.
    func step(_ ready: some Sequence<EventPoll.Readiness>) {
        for (index, readiness) in zip(copies.indices, ready) where !readiness.isEmpty { copies[index].step() }
        // Nobody sees any more what is written: the process learns it as one does whose user has gone.
        if terminal != nil, copies.last?.isOver == true {
            copies[0].stop()
            terminal?.hangUp()
        }
    }

    /// Has the process's terminal be as large as this program's.
    func resize() { terminal?.resize() }

    /// The process has ended, and reads no more. Whoever else has its pipes may still write.
    ///
    /// - Parameter isAll: whether nothing more than what is there is waited for.
    func processEnded(isAll: Bool) {
        guard !copies.isEmpty else { return }
        copies[0].stop()
        copies.removeFirst()
        if terminal != nil || isAll { for index in copies.indices { copies[index].endWhenEmpty() } }
    }

    /// Whether nothing is left to be copied after `processEnded`.
    var isOver: Bool { copies.allSatisfy(\.isOver) }

    /// Makes this program's terminal what it was, and closes everything.
    func end() {
        closeLent()
        for index in copies.indices { copies[index].stop() }
        copies = []
        terminal?.end()
        terminal = nil
    }

    private func makePipes() throws(LinuxError) {
        var lent: [FileDescriptor] = []
        do throws(LinuxError) {
            for stream in [FileDescriptor.standardInput, .standardOutput, .standardError] {
                let pipe = try Pipe.make()
                let isInput = stream == .standardInput
                lent.append(isInput ? pipe.read : pipe.write)
                let own = try StreamEnd(own: isInput ? pipe.write : pipe.read)
                let host = StreamEnd(standard: stream, isInput: isInput)
                copies.append(isInput ? StreamCopy(from: host, to: own) : StreamCopy(from: own, to: host))
            }
        } catch {
            for descriptor in lent { descriptor.closeIgnoringErrors() }
            throw error
        }
        streams = StandardStreams(input: lent[0], output: lent[1], error: lent[2])
    }

    private func closeLent() {
        guard let given = streams else { return }
        streams = nil
        for stream in [given.input, given.output, given.error] { stream.closeIgnoringErrors() }
    }
}
