import Garden
import GardenServer
import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import Logging
import SystemPackage
import Testing

/// A real `gdn`, on a terminal of its own, and a server whose backend a test scripts.
struct GdnOnTerminal: Sendable {
    /// How a terminal treats what goes through it.
    struct Modes: Equatable {
        private let flags: [tcflag_t]
        let isRaw: Bool

        init(of terminal: FileDescriptor) throws {
            var modes = termios()
            try #require(tcgetattr(terminal.rawValue, &modes) == 0)
            flags = [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
            isRaw = modes.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0 && modes.c_oflag & tcflag_t(OPOST) == 0
        }
    }

    static let size = TerminalSize(columns: 100, rows: 30)

    let backend = FakeBackend()
    let process = FakeProcess()
    let server: GardenServer
    /// Where the person sits.
    let person: AsyncDescriptor
    /// What `gdn` has; open here too, so that it can be looked at when `gdn` has gone.
    let terminal: FileDescriptor
    let system: AsyncSystem
    private let folder: TemporaryDirectory

    /// Serves, and hands the whole to `body`.
    static func serving(_ body: (GdnOnTerminal) async throws -> Void) async throws {
        let place = try GdnOnTerminal()
        defer { place.terminal.closeIgnoringErrors() }
        try await place.server.start()
        do {
            try await body(place)
        } catch {
            await place.server.stop(within: .zero)
            throw error
        }
        await place.server.stop(within: .zero)
    }

    private init() throws {
        system = try AsyncSystem.start()
        folder = try TemporaryDirectory("gdn-terminal")
        let socket = folder.path.appending("s").string
        server = GardenServer(
            configuration: ServerConfiguration(address: .unixSocket(UnixSocketAddress(path: socket))),
            backend: backend, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let devices = try FileDescriptor.open("/dev/pts", .readOnly, options: .closeOnExec)
        defer { devices.closeIgnoringErrors() }
        let sides = try Pseudoterminal.make(in: devices)
        (person, terminal) = (AsyncDescriptor(owning: sides.main, system: system), sides.terminal)
        try Terminal.setSize(Self.size, of: terminal)
        backend.listed.answer { _ in [try Handle("c"), try Handle("made-by-the-server")] }
        backend.container.ran.answer { [process] _ in process }
        backend.container.attached.answer { [process] _ in process }
    }

    /// Starts `gdn`, hands it to `body`, and kills it if it has not ended then.
    ///
    /// - Parameter input: its standard input; nil: the terminal.
    func gdn(
        _ command: String, _ arguments: [String], input: FileDescriptor? = nil,
        _ body: (SpawnedProcess) async throws -> Void
    ) async throws {
        let program = FilePath(CommandLine.arguments[0]).removingLastComponent().appending("gdn")
        let socket = folder.path.appending("s").string
        var request = SpawnRequest(
            executable: program, arguments: ["gdn", command, "--socket", socket] + arguments)
        request.descriptors = [input ?? terminal, terminal, terminal]
        request.environment = ["PATH=/usr/bin:/bin", "TERM=test-terminal"]
        request.newSession = true
        let gdn = try await system.spawn(request)
        defer { gdn.pidfd.closeIgnoringErrors() }
        do {
            try await body(gdn)
        } catch {
            try PIDDescriptor.send(.kill, to: gdn.pidfd)
            throw error
        }
    }

    /// Waits until the person has seen `text`.
    func untilShown(_ text: String) async throws {
        var shown = ""
        while !shown.contains(text) {
            shown += String(decoding: try await person.read(upTo: 4096), as: UTF8.self)
            try #require(!shown.contains("Error: "), "\(shown)")
        }
    }

    /// Lets the process say something, and waits until the person sees it: from then on everything is connected.
    func untilConnected() async throws {
        process.stdout.write("ready")
        try await untilShown("ready")
    }
}
