import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import Runc
import RuncCommand
import Synchronization
import SystemPackage
import Testing

/// A runtime that writes down how it is called and then does as told, and a client of it. Everything is in a folder that
/// goes with this value.
///
/// Suites that use it make one call after the other: hundreds of programs at once would keep the tests beside them from
/// getting anywhere.
struct RecorderRuntime: Sendable {
    /// A system beside that of scripts: programs are started one after the other, and here they are thousands.
    private static let shared = Result { try AsyncSystem.start() }

    let folder: TemporaryDirectory
    let client: RuncClient
    /// What happened to the runtimes that were started.
    let monitor: WatchedMonitor
    let id = ContainerID(escaping: "c1")

    init(_ script: RecorderStep...) throws {
        folder = try TemporaryDirectory("recorder")
        let system = try Self.shared.get()
        monitor = WatchedMonitor(ChildMonitor(system))
        var client = RuncClient(RuncConfiguration(executable: try Self.program()), system: system, monitor: monitor)
        client.temporaryFolder = folder.path.appending("private")
        client.environment = ["RECORDER_FOLDER=\(folder.path)"]
        self.client = client
        try Files.makeDirectory(client.temporaryFolder, mode: FilePermissions(rawValue: 0o700))
        try play(script)
    }

    /// From now on the runtime does this.
    func play(_ script: RecorderStep...) throws { try play(script) }

    func play(_ script: [RecorderStep]) throws {
        let text = script.map { $0.line + "\n" }.joined()
        try Files.write(
            Array(text.utf8), to: folder.path.appending("script"), mode: FilePermissions(rawValue: 0o600),
            durably: false)
    }

    /// How it was called, in order.
    func records() throws -> [RecorderRecord] {
        var records: [RecorderRecord] = []
        while true {
            let path = folder.path.appending("record.\(records.count)")
            guard Files.exists(path) else { return records }
            records.append(try RecorderRecord(json: JSONValue(parsing: Files.read(path))))
        }
    }

    /// The words behind the program's name of each call, with FOLDER for the call's own folder.
    func words() throws -> [[String]] {
        try records().map { record in record.arguments.dropFirst().map(withoutFolder) }
    }

    /// The words behind the global ones of each call, which the client's defaults determine.
    func callWords() throws -> [[String]] {
        let globals = ["--log", "FOLDER/log", "--log-format", "json"]
        return try words().map { words in
            try #require(words.starts(with: globals))
            return Array(words.dropFirst(globals.count))
        }
    }

    /// What calls have left where their folders were.
    func leftovers() throws -> [String] { try Files.entries(of: client.temporaryFolder) }

    /// Waits until there is the process of `RecorderStep.grandchild`.
    func hasGrandchild() async throws {
        let watch = AsyncDescriptor(owning: try FolderWatch.makeDescriptor(folder.path), system: client.system)
        defer { watch.close() }
        // The file gets its name when it is complete, and so loses another.
        while !Files.exists(folder.path.appending("grandchild")) { _ = try await watch.read(upTo: 4096) }
    }

    /// Kills the process of `RecorderStep.grandchild`.
    ///
    /// - Returns: whether it was still there.
    func killGrandchild() throws -> Bool {
        let file = folder.path.appending("grandchild")
        let text = String(decoding: try Files.read(file), as: UTF8.self)
        try Files.remove(file)
        do {
            let process = try PIDDescriptor.open(try #require(Int32(text).flatMap(PID.init(rawValue:))))
            defer { process.closeIgnoringErrors() }
            return try PIDDescriptor.send(.kill, to: process)
        } catch let error as LinuxError where error.errno == .noSuchProcess {
            return false
        }
    }

    private func withoutFolder(_ word: String) -> String {
        let path = FilePath(word)
        guard path.starts(with: client.temporaryFolder), let name = path.lastComponent else { return word }
        return "FOLDER/\(name.string)"
    }

    /// Where the build put it: beside the test bundle. Absolute, for it is started in other folders.
    private static func program() throws -> FilePath {
        let path = try Files.readLink("/proc/self/exe").removingLastComponent().appending("runc-recorder")
        try #require(Files.exists(path), "\(path) is not there: build it by `swift build --build-tests`")
        return path
    }
}
