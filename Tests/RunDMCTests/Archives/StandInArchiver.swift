import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@testable import RunDMC

/// A shell script in the place of `gdn-tar`. Descriptor 3 is what it was given as the container's init.
final class StandInArchiver: Sendable {
    let folder: TemporaryDirectory
    let system: AsyncSystem
    private let archiver: Archiver

    init(_ script: String) throws {
        folder = try TemporaryDirectory("archiver")
        system = try TestSystem.shared.get()
        let program = folder.path.appending("gdn-tar")
        try Files.write(
            Array("#!/bin/sh\n\(script)\n".utf8), to: program, mode: FilePermissions(rawValue: 0o755), durably: false)
        archiver = Archiver(program: program, system: system)
    }

    /// Where the script may keep something.
    var file: FilePath { folder.path.appending("file") }

    func start(
        _ direction: ArchiveDirection, user: String = "", path: String = "/srv", cgroups: [FilePath] = []
    ) async throws -> ArchiverProcess {
        let initProcess = try PIDDescriptor.open(#require(PID(rawValue: getpid())))
        defer { initProcess.closeIgnoringErrors() }
        return try await archiver.start(
            ArchiveRequest(direction, user: user, path: path), cgroups: cgroups, initProcess: initProcess)
    }

    func text() throws -> String { String(decoding: try Files.read(file), as: UTF8.self) }
}

/// The one system of this test program.
enum TestSystem {
    static let shared = Result { try AsyncSystem.start() }
}
