import Linux
import SystemPackage

/// The streams of all processes that have some, and what the poll watches of them.
struct StreamTable {
    /// What is watched of a process.
    private enum Source: Hashable {
        case output(OutputKind)
        case terminal
    }

    private struct Key: Hashable {
        let name: ProcessName
        let source: Source
    }

    private struct Watch {
        let token: UInt64
        let descriptor: FileDescriptor
    }

    private let poll: EventPoll
    private var streams: [ProcessName: ProcessStreams] = [:]
    private var watches: [Key: Watch] = [:]
    private var keys: [UInt64: Key] = [:]
    private var nextToken: UInt64

    /// - Parameter firstToken: those from here on are this one's in the poll.
    init(poll: EventPoll, firstToken: UInt64) { (self.poll, nextToken) = (poll, firstToken) }

    // MARK: asking

    /// What a server gets of a process that has just started.
    func forServer(of name: ProcessName) -> [FileDescriptor] { streams[name]?.forServer ?? [] }

    /// What a server gets that asks for a process: nothing once its input was given up.
    func forInput(of name: ProcessName) -> [FileDescriptor] {
        [streams[name]?.forInput].compactMap { $0 }
    }

    /// Whether there is something of a process's outputs to read or to copy, or somebody has one.
    func hasOutputs(of name: ProcessName) -> Bool { streams[name].map { !$0.areOutputsOver } ?? false }

    // MARK: changing

    /// Takes a process's streams over; those of an earlier one of the name are closed.
    mutating func keep(_ kept: ProcessStreams, of name: ProcessName, isHeld: Bool) throws(LinuxError) {
        close(name)
        streams[name] = kept
        try watchTerminal(of: name, .input)
        guard !isHeld else { return }
        for kind in OutputKind.allCases { try release(name, kind) }
    }

    /// Somebody takes an output over.
    mutating func open(_ name: ProcessName, _ kind: OutputKind) -> (OpenedOutput, [FileDescriptor]) {
        unwatch(Key(name: name, source: .output(kind)))
        return streams[name]?[kind].open() ?? (OpenedOutput(), [])
    }

    /// Nobody has an output any more.
    mutating func release(_ name: ProcessName, _ kind: OutputKind) throws(LinuxError) {
        streams[name]?[kind].release()
        try drain(name, kind)
    }

    mutating func closeInput(of name: ProcessName) { streams[name]?.closeInput() }

    func resize(_ name: ProcessName, _ size: TerminalSize) throws(LinuxError) {
        try streams[name]?.terminal?.setSize(size)
    }

    /// The process has ended: everything that it showed on its terminal is in the pipe when this returns, and what is at
    /// its end is closed.
    mutating func end(_ name: ProcessName) throws(LinuxError) {
        streams[name]?.end()
        if let (wait, dropped) = streams[name]?.terminal?.finish() {
            streams[name]?.output.countDropped(dropped)
            try watchTerminal(of: name, wait)
        }
        for kind in OutputKind.allCases { try drain(name, kind) }
    }

    /// What nobody has read is thrown away from now on. Whoever still writes does not wait for that.
    mutating func stopKeeping(_ name: ProcessName) throws(LinuxError) {
        for kind in OutputKind.allCases {
            streams[name]?[kind].stopKeeping()
            try drain(name, kind)
        }
    }

    /// Closes the streams of a process that has ended if there is nothing left to read or to copy, and nobody has an output.
    mutating func closeIfOver(_ name: ProcessName) {
        if let process = streams[name], process.hasEnded, process.areOutputsOver { close(name) }
    }

    /// Closes all streams of a process.
    mutating func close(_ name: ProcessName) {
        for kind in OutputKind.allCases { unwatch(Key(name: name, source: .output(kind))) }
        unwatch(Key(name: name, source: .terminal))
        guard var closed = streams.removeValue(forKey: name) else { return }
        closed.closeAll()
    }

    /// Does what the poll has found to be possible.
    ///
    /// - Returns: the process it was about; nil when the token is not this one's any more.
    mutating func handle(_ token: UInt64) throws(LinuxError) -> ProcessName? {
        guard let key = keys[token] else { return nil }
        switch key.source {
        case .output(let kind): try drain(key.name, kind)
        case .terminal:
            guard let wait = streams[key.name]?.terminal?.copy() else { break }
            try watchTerminal(of: key.name, wait)
        }
        return key.name
    }

    // MARK: watching

    private mutating func drain(_ name: ProcessName, _ kind: OutputKind) throws(LinuxError) {
        let key = Key(name: name, source: .output(kind))
        if streams[name]?[kind].drain() == true {
            unwatch(key)
            streams[name]?[kind].finish()
        } else if let output = streams[name]?[kind], output.isToBeDrained, let live = output.live {
            try watch(key, live, .readable)
        }
    }

    private mutating func watchTerminal(of name: ProcessName, _ wait: TerminalCopy.Wait) throws(LinuxError) {
        let key = Key(name: name, source: .terminal)
        guard let process = streams[name], let terminal = process.terminal else { return }
        switch wait {
        case .input: try watch(key, terminal.master, .readable)
        case .room: try watch(key, terminal.pipe, .writable)
        case .nothing:
            // It would be ready for ever.
            unwatch(key)
            if process.hasEnded { streams[name]?.closeTerminal() }
        }
    }

    private mutating func watch(
        _ key: Key, _ descriptor: FileDescriptor, _ readiness: EventPoll.Readiness
    ) throws(LinuxError) {
        if watches[key]?.descriptor == descriptor { return }
        unwatch(key)
        try poll.add(descriptor, readiness, token: nextToken)
        watches[key] = Watch(token: nextToken, descriptor: descriptor)
        keys[nextToken] = key
        nextToken += 1
    }

    /// Before the descriptor is closed: a server may have the same file, and the poll would go on watching that.
    private mutating func unwatch(_ key: Key) {
        guard let watch = watches.removeValue(forKey: key) else { return }
        poll.remove(watch.descriptor)
        keys[watch.token] = nil
    }
}
