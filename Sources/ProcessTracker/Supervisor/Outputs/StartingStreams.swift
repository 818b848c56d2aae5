import Linux
import SystemPackage

/// The streams of a process that is about to run.
struct StartingStreams {
    /// What a terminal still lacks.
    private struct Awaited {
        let console: ConsoleSocket
        let size: TerminalSize
        /// The write end of the pipe that is to have what the terminal shows.
        let pipe: FileDescriptor
    }

    private var kept: ProcessStreams
    /// What the runtime gets as its three standard streams. Without a terminal they are the process's as well.
    private(set) var given: [FileDescriptor]
    private var awaited: Awaited?

    /// Where the runtime sends the terminal; nil: there is none.
    var console: FilePath? { awaited?.console.path }

    /// What the runtime, or the process, has written to standard error.
    var error: FileDescriptor? { kept.error.live }

    /// Pipes, both ends owned by `owner`.
    init(owner: FileOwner) throws(LinuxError) {
        (kept, given) = try ProcessStreams.make(owner: owner)
    }

    /// A terminal, which the runtime makes and sends to a socket in `folder`.
    init(_ size: TerminalSize, in folder: FilePath) throws(LinuxError) {
        var made: [FileDescriptor] = []
        do {
            for isShown in [true, false] {
                let pipe = try Pipe.make(nonBlockingRead: true, nonBlockingWrite: isShown)
                made += [pipe.read, pipe.write]
            }
            // At its end. The host's /dev/null would be in danger: some runtimes give their streams away.
            let input = try Pipe.make()
            input.write.closeIgnoringErrors()
            made += [input.read, try made[3].duplicated()]
            awaited = Awaited(console: try ConsoleSocket(in: folder), size: size, pipe: made[1])
            kept = ProcessStreams(input: nil, output: made[0], error: made[2])
            given = [made[4], made[3], made[5]]
        } catch {
            for descriptor in made { descriptor.closeIgnoringErrors() }
            throw error
        }
    }

    /// The runtime runs, and has what it was given.
    mutating func closeGiven() {
        for descriptor in given { descriptor.closeIgnoringErrors() }
        given = []
    }

    /// The runtime has ended, and the process runs: what it has for a terminal is taken, if it has one.
    mutating func complete() throws(LinuxError) {
        guard let awaited else { return }
        let master = try awaited.console.receive()
        do {
            try master.setNonBlocking()
            try Terminal.setSize(awaited.size.orUsual, of: master)
            try Terminal.completeLineFeeds(master)
        } catch {
            master.closeIgnoringErrors()
            throw error
        }
        // What the runtime has said is not the process's.
        if let error = kept.error.live { _ = RuntimeWords.drained(error) }
        kept.terminal = TerminalCopy(master: master, pipe: awaited.pipe)
        self.awaited = nil
        try awaited.console.close()
    }

    /// Hands the streams over to whoever looks after them from now on.
    consuming func taken() -> ProcessStreams { kept }

    mutating func close() throws(LinuxError) {
        closeGiven()
        kept.closeAll()
        guard let awaited else { return }
        self.awaited = nil
        awaited.pipe.closeIgnoringErrors()
        try awaited.console.close()
    }
}
