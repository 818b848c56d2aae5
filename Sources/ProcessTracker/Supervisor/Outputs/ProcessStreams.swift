import Linux
import SystemPackage

/// The tracker's ends of a process's streams. It keeps them so that the process meets neither the end of its input nor a
/// broken pipe while there is no server.
struct ProcessStreams {
    /// Where standard input is written: nil once it was given up, and with a terminal.
    private(set) var input: FileDescriptor?
    /// With a terminal, what it shows.
    var output: KeptOutput
    /// With a terminal, at its end as soon as the runtime has ended.
    var error: KeptOutput
    /// The terminal, if the process has one.
    var terminal: TerminalCopy?
    /// Whether the process has ended. Others may have its streams.
    private(set) var hasEnded = false

    subscript(kind: OutputKind) -> KeptOutput {
        get { kind == .standardOutput ? output : error }
        set { if kind == .standardOutput { output = newValue } else { error = newValue } }
    }

    /// What a server writes to; nil when nothing is read any more.
    var forInput: FileDescriptor? { hasEnded ? nil : terminal?.master ?? input }

    /// What a server gets of a process that has just started, in the order of the descriptors.
    var forServer: [FileDescriptor] { [forInput, output.live, error.live].compactMap { $0 } }

    /// Whether nothing is left to read or to copy, and nobody has an output.
    var areOutputsOver: Bool { terminal == nil && output.isOver && error.isOver }

    /// Takes the ends over; both outputs are as good as held until somebody says otherwise.
    init(input: FileDescriptor?, output: FileDescriptor, error: FileDescriptor) {
        self.input = input
        self.output = KeptOutput(output, isHeld: true)
        self.error = KeptOutput(error, isHeld: true)
    }

    /// Makes the pipes, both ends owned by `owner`.
    static func make(
        owner: FileOwner
    ) throws(LinuxError) -> (kept: ProcessStreams, given: [FileDescriptor]) {
        var made: [FileDescriptor] = []
        do {
            for isInput in [true, false, false] {
                let pipe = try Pipe.make(nonBlockingRead: !isInput, nonBlockingWrite: isInput)
                made += isInput ? [pipe.write, pipe.read] : [pipe.read, pipe.write]
                // Both ends are one inode.
                try pipe.read.setOwner(owner)
            }
        } catch {
            for descriptor in made { descriptor.closeIgnoringErrors() }
            throw error
        }
        return (ProcessStreams(input: made[0], output: made[2], error: made[4]), [made[1], made[3], made[5]])
    }

    /// Nothing reads its input any more.
    mutating func end() {
        hasEnded = true
        closeInput()
    }

    /// A terminal's input has no end.
    mutating func closeInput() {
        input?.closeIgnoringErrors()
        input = nil
    }

    mutating func closeAll() {
        closeInput()
        closeTerminal()
        output.close()
        error.close()
    }

    mutating func closeTerminal() {
        terminal?.close()
        terminal = nil
    }
}
