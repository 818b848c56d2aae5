import Glibc
import Libcontainer
import Linux
import SystemPackage

/// This program's terminal, and the main side of the process's.
struct ForegroundTerminal {
    private let host: FileDescriptor
    private let isOpenedHere: Bool
    /// What the process sends its main side to, and where it comes; until then.
    private var sockets: (process: FileDescriptor, own: SequencedPacketSocket)?
    private var main: FileDescriptor?
    private var before: TerminalState?

    /// Finds this program's terminal: a standard stream, the one for errors first, or else the one that controls it.
    init() throws(CommandError) {
        let streams = [FileDescriptor.standardError, .standardOutput, .standardInput]
        if let stream = streams.first(where: { isatty($0.rawValue) == 1 }) {
            (host, isOpenedHere) = (stream, false)
        } else {
            let number = open("/dev/tty", O_RDWR | O_CLOEXEC)
            guard number >= 0 else {
                throw CommandError("open /dev/tty: \(String(cString: strerror(errno)).lowercased())")
            }
            (host, isOpenedHere) = (FileDescriptor(rawValue: number), true)
        }
        do {
            let (own, process) = try SequencedPacketSocket.pair()
            sockets = (process.descriptor, own)
        } catch {
            if isOpenedHere { host.closeIgnoringErrors() }
            throw CommandError(.system(error))
        }
    }

    /// Has the process send the main side here. Lines are made of what is written by this program's terminal alone, so
    /// that a file in its place gets what the process wrote.
    func lend(to options: inout StartOptions) throws(LinuxError) {
        options.terminalSocket = sockets?.process
        let size = try Terminal.size(of: host)
        if size != TerminalSize(columns: 0, rows: 0) { options.terminalSize = size }
        options.keepsLineFeeds = true
    }

    /// Takes the main side, which the process has sent by now, and lets every key through to it.
    ///
    /// - Returns: what is to be copied, the input first.
    mutating func begin() throws(LinuxError) -> [StreamCopy] {
        guard case .packet(_, let descriptors)? = try sockets?.own.receive(), let main = descriptors.first else {
            throw .unusable("the container's process sent no terminal")
        }
        self.main = main
        closeSockets()
        try main.setNonBlocking()
        before = try Terminal.makeRaw(host, keepsOutput: true)
        let side = StreamEnd(lent: main)
        return [
            StreamCopy(from: StreamEnd(standard: .standardInput, isInput: true), to: side),
            StreamCopy(from: side, to: StreamEnd(standard: .standardOutput, isInput: false)),
        ]
    }

    /// Has the process's terminal be as large as this program's.
    func resize() {
        guard let main else { return }
        do {
            try Terminal.setSize(try Terminal.size(of: host), of: main)
        } catch {
            // One of both is gone, which the copying finds out.
        }
    }

    /// Lets the process know that nobody is there any more.
    mutating func hangUp() {
        main?.closeIgnoringErrors()
        main = nil
    }

    /// Makes this program's terminal what it was, and closes everything else.
    mutating func end() {
        if let before {
            // Who has taken it away needs it no more.
            _ = try? Terminal.restore(before, of: host)
        }
        before = nil
        closeSockets()
        hangUp()
        if isOpenedHere { host.closeIgnoringErrors() }
    }

    private mutating func closeSockets() {
        sockets?.process.closeIgnoringErrors()
        sockets?.own.descriptor.closeIgnoringErrors()
        sockets = nil
    }
}
