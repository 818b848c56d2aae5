import Garden
import GardenClient
import Linux
import LinuxAsync
import SystemPackage

/// A real `gdn server` of the release build.
struct ServerUnderTest: Sendable {
    let runtime: String
    let folder: FilePath
    let backend: RemoteBackend
    private let process: SpawnedProcess
    private let setting: Setting

    /// Starts a server, hands it to `body`, and ends it with all that is left of its containers.
    ///
    /// - Parameter tag: tells servers that run at the same time apart: one letter.
    static func running<Result>(
        _ setting: Setting, runtime: String, tag: Character, below parent: FilePath? = nil,
        _ body: (ServerUnderTest) async throws -> Result
    ) async throws -> Result {
        let server = try await start(setting, runtime, tag, in: (parent ?? setting.memory).appending("server-\(tag)"))
        let result: Result
        do {
            result = try await body(server)
        } catch {
            // What counts is this error; whoever started this program cleans up.
            try? await server.finish()
            throw error
        }
        try await server.finish()
        return result
    }

    private static func start(
        _ setting: Setting, _ runtime: String, _ tag: Character, in folder: FilePath
    ) async throws -> ServerUnderTest {
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))
        let flags = flags(setting, runtime, tag, folder)
        // For whoever cleans up, should this program not live to do it.
        try Files.write(
            Array((flags.joined(separator: "\n") + "\n").utf8), to: folder.appending("flags"),
            mode: FilePermissions(rawValue: 0o600), durably: false)

        let (read, write) = try Pipe.make()
        let program = setting.programs.appending("gdn")
        var request = SpawnRequest(executable: program, arguments: ["gdn", "server"] + flags)
        request.environment = [Setting.environment]
        request.descriptors = [nil, write, .standardError]
        request.parentDeathSignal = .kill
        let process = try await setting.system.spawn(request)
        try write.close()
        try await waitUntilItServes(AsyncDescriptor(owning: read, system: setting.system))
        let backend = RemoteBackend(.unix(path: folder.appending("garden.sock").string))
        return ServerUnderTest(runtime: runtime, folder: folder, backend: backend, process: process, setting: setting)
    }

    private static func flags(
        _ setting: Setting, _ runtime: String, _ tag: Character, _ folder: FilePath
    ) -> [String] {
        let number = tag.asciiValue ?? 0
        return [
            "--depot", folder.appending("depot").string, "--bind-socket", folder.appending("garden.sock").string,
            "--tag", "bn\(tag)", "--network-pool", "10.\(number).0.0/16", "--runtime-plugin", runtime,
            "--default-rootfs", setting.image.string,
        ]
    }

    private static func waitUntilItServes(_ log: AsyncDescriptor) async throws {
        var text = ""
        while !text.contains("guardian.started") {
            let bytes = try await log.read(upTo: 65536)
            guard !bytes.isEmpty else { throw BenchmarkError("the server did not start: \(text)") }
            text += String(decoding: bytes, as: UTF8.self)
        }
        // Somebody must read the rest, or the server would wait for room in the pipe.
        Task { while try await !log.read(upTo: 65536).isEmpty {} }
    }

    private func finish() async throws {
        _ = try PIDDescriptor.send(.terminate, to: process.pidfd)
        _ = try await setting.system.exitStatus(of: process)
        process.pidfd.closeIgnoringErrors()
        try await setting.run(
            setting.programs.appending("gdn"),
            ["cleanup"] + Self.flags(setting, runtime, folder.string.last ?? "-", folder))
        try Files.removeTree(folder)
    }

    /// What the server uses now.
    func memory() throws -> MemoryUse { try MemoryUse(of: process.pid) }

    /// A container's folder in the depot.
    func folder(of handle: Handle) -> FilePath { folder.appending("depot").appending(handle.value) }

    // MARK: what is measured

    func create(_ name: String) async throws -> Handle {
        try await backend.create(ContainerSpec(handle: name))
    }

    /// Makes containers, a few at a time.
    func create(_ names: [String], atOnce width: Int = 4) async throws {
        try await Self.each(names, atOnce: width) { _ = try await create($0) }
    }

    func destroy(_ names: [String], atOnce width: Int = 4) async throws {
        try await Self.each(names, atOnce: width) { try await backend.destroy(Handle($0)) }
    }

    /// Runs a program without arguments to its end.
    func run(_ path: String, in handle: Handle) async throws {
        let process = try await backend.assumedContainer(handle).run(ProcessSpec(path: path))
        let status = try await process.wait()
        guard status == 0 else { throw BenchmarkError("\(path) ended with status \(status)") }
    }

    private static func each(
        _ names: [String], atOnce width: Int, _ work: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, name) in names.enumerated() {
                if index >= width { try await group.next() }
                group.addTask { try await work(name) }
            }
            try await group.waitForAll()
        }
    }
}
