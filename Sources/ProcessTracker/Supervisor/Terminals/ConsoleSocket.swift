import Linux
import SystemPackage

/// The socket to which a runtime sends the main side of a process's terminal (`--console-socket`).
struct ConsoleSocket {
    private static let name = "console.sock"
    /// How long the name may be that comes with it, in bytes.
    private static let nameLimit = 4096

    private let folder: FileDescriptor
    private let listener: StreamSocket

    /// Listens in `folder`, which only the runtime's user can enter.
    init(in folder: FilePath) throws(LinuxError) {
        self.folder = try Self.open(folder)
        do {
            listener = try StreamSocket.listen(at: Self.path(by: "self", self.folder))
        } catch {
            self.folder.closeIgnoringErrors()
            throw error
        }
    }

    /// Where the runtime finds it as long as this program runs: a socket's address has room for 107 bytes, and the folder's
    /// path may be longer. The runtime does not get the folder itself, which could end up in a container.
    var path: FilePath { Self.path(by: OwnProcess.pid.map { "\($0)" } ?? "self", folder) }

    /// Takes the terminal, which the runtime, having ended, has sent: the kernel keeps it until then. It is the caller's.
    ///
    /// - Throws: also when nothing was sent, or something else.
    func receive() throws(LinuxError) -> FileDescriptor {
        guard let connection = try listener.accept() else { throw Self.refusal("no terminal") }
        defer { connection.descriptor.closeIgnoringErrors() }
        let user = try connection.peerUser()
        guard user == StreamSocket.ownUser else { throw Self.refusal("a terminal of user \(user)") }
        guard case .message(_, let sent) = try connection.receive(upTo: Self.nameLimit) else {
            throw Self.refusal("no terminal")
        }
        guard sent.count == 1, let terminal = sent.first else {
            for descriptor in sent { descriptor.closeIgnoringErrors() }
            throw Self.refusal("\(sent.count) descriptors in place of one terminal")
        }
        return terminal
    }

    /// Closes and removes it.
    func close() throws(LinuxError) {
        defer { folder.closeIgnoringErrors() }
        listener.descriptor.closeIgnoringErrors()
        try Files.remove(FilePath("/proc/self/fd/\(folder.rawValue)/\(Self.name)"))
    }

    private static func open(_ folder: FilePath) throws(LinuxError) -> FileDescriptor {
        do {
            return try FileDescriptor.open(folder, .readOnly, options: [.directory, .closeOnExec])
        } catch {
            let errno = (error as? Errno) ?? .ioError
            throw .failed(operation: "open", subject: folder.string, errno: errno)
        }
    }

    private static func path(by process: String, _ folder: FileDescriptor) -> FilePath {
        FilePath("/proc/\(process)/fd/\(folder.rawValue)/\(name)")
    }

    private static func refusal(_ what: String) -> LinuxError { .unusable("the runtime has sent \(what)") }
}
