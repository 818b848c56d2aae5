import Garden
import Glibc
import Guardian
import GuardianTestSupport
import Linux
import LinuxAsync
import Logging
import SystemPackage
import Testing
import Volumizer

/// A volumizer on the real kernel with a depot and an image of its own. All of it is gone when `use` returns, whatever
/// happened.
final class VolumeSandbox: Sendable {
    /// Where to run: mounts must not be seen outside.
    static let isIsolated = getenv("GUARDIAN_TEST_OUTSIDE_PID") != nil

    private static let sharedSystem = Result { try AsyncSystem.start() }

    let system: AsyncSystem
    let layout: DepotLayout
    let records = FakeRecords()
    let mapping: UserMapping
    let image: FilePath
    private let archiver: FilePath
    private let folder: TemporaryDirectory

    /// Where a test may put things.
    var scratch: FilePath { folder.path.appending("scratch") }

    private init() throws {
        system = try Self.sharedSystem.get()
        folder = try TemporaryDirectory("volumes")
        layout = DepotLayout(depot: folder.path.appending("depot"))
        mapping = try UserMapping.maximus()
        archiver = try BuiltPrograms.path(of: "gdn-tar")
        image = folder.path.appending("image")
        try Files.makeDirectories(layout.state, mode: FilePermissions(rawValue: 0o755))
        try Files.makeDirectory(folder.path.appending("scratch"), mode: FilePermissions(rawValue: 0o755))
        try BusyboxImage.make(at: image)
    }

    /// Runs `body` with a depot without containers.
    static func use(_ body: (VolumeSandbox) async throws -> Void) async throws {
        let sandbox = try VolumeSandbox()
        var failure: (any Error)?
        do { try await body(sandbox) } catch { failure = error }
        try await sandbox.volumizer().sweep(keeping: [])
        #expect(try sandbox.mounts().isEmpty)
        if let failure { throw failure }
    }

    /// A volumizer, as each start of a server makes one.
    func volumizer(
        _ ownerShift: OwnerShift = .automatic, archiver: FilePath? = nil, defaultRootFS: String = ""
    ) -> OverlayVolumizer {
        var log = Logger(label: "test")
        log.logLevel = .critical
        return OverlayVolumizer(
            VolumizerConfiguration(
                layout: layout, archiver: archiver ?? self.archiver, defaultRootFS: defaultRootFS,
                ownerShift: ownerShift),
            records: records, system: system, log: log)
    }

    /// A request for the image, or for another one.
    func spec(_ image: FilePath? = nil, privileged: Bool = false) -> RootFSSpec {
        RootFSSpec(image: ImageReference(uri: (image ?? self.image).string), mapping: privileged ? nil : mapping)
    }

    /// What is mounted below the sandbox now.
    func mounts() throws -> [FilePath] {
        try MountTable.current().map(\.mountPoint).filter { $0.starts(with: folder.path) }
    }

    /// The copies of images that there are, finished or not.
    func copies() throws -> [FilePath] {
        try prepared { !$0.hasPrefix("tar-") }
    }

    /// The unpacked images that there are, finished or not.
    func unpacked() throws -> [FilePath] { try prepared { $0.hasPrefix("tar-") || $0.hasPrefix(".new-") } }

    /// Folders only: sizes are kept in files, written in the background.
    private func prepared(_ isMeant: (String) -> Bool) throws -> [FilePath] {
        guard Files.exists(layout.images) else { return [] }
        return try Files.entries(of: layout.images).filter(isMeant).map { layout.images.appending($0) }
            .filter { try RootDirectory("/").isDirectory($0) }
    }

    /// Packs a folder by the host's tar program, as it is there, and compresses it if there is a program for that.
    func pack(_ folder: FilePath, _ name: String = "image.tar", with compressor: String? = nil) async throws -> FilePath
    {
        let archive = scratch / name
        let options = compressor.map { ["--use-compress-program=\($0)"] } ?? []
        try await host(
            ["/usr/bin/tar", "--create", "--xattrs", "--xattrs-include=*", "--numeric-owner"] + options
                + ["--file", archive.string, "--directory", folder.string, "."])
        return archive
    }

    /// Runs a program of the host.
    func host(_ arguments: [String]) async throws {
        var request = SpawnRequest(executable: FilePath(arguments[0]), arguments: arguments)
        request.environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        let output = try await CapturedCommand(request).run(on: system)
        #expect(output.status == .exited(0), "\(String(decoding: output.standardError, as: UTF8.self))")
    }

    /// Runs a script as the container's root in its root file system, and answers what it prints, line by line.
    func inside(_ rootFS: RootFS, _ script: String) async throws -> [String] {
        let namespace = try UserNamespace.make(mapping)
        defer { namespace.closeIgnoringErrors() }
        var request = SpawnRequest(
            executable: "/usr/bin/nsenter",
            arguments: [
                "nsenter", "--user=/proc/self/fd/3", "/usr/sbin/chroot", rootFS.path.string, "/bin/sh", "-e", "-c",
                script,
            ])
        request.environment = ["PATH=/bin"]
        request.descriptors = [nil, nil, nil, namespace]
        let output = try await CapturedCommand(request).run(on: system)
        #expect(output.status == .exited(0), "\(String(decoding: output.standardError, as: UTF8.self))")
        return String(decoding: output.standardOutput, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

extension FilePath {
    /// A path below this one.
    static func / (path: FilePath, below: String) -> FilePath { path.appending(FilePath(below).components) }
}
