import Glibc
import GuardianTestSupport
import Linux
import SystemPackage

@testable import Archives

/// GNU tar, which is on every Debian: the other side of what an archive is.
struct GNUTar {
    struct Outcome: Equatable {
        var status: ExitStatus
        var output: String
        var errors: String

        static let silence = Outcome(status: .exited(0), output: "", errors: "")
    }

    private let scratch: TemporaryDirectory
    /// Where archives are.
    var folder: FilePath { scratch.path }

    init() throws { scratch = try TemporaryDirectory("gnu-tar") }

    /// Runs tar with `arguments` in the folder of archives.
    func run(_ arguments: [String]) throws -> Outcome {
        let (output, errors) = (folder.appending(".output"), folder.appending(".errors"))
        let files = try [output, errors].map {
            try FileDescriptor.open($0, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        }
        defer { for file in files { file.closeIgnoringErrors() } }
        var request = SpawnRequest(executable: "/usr/bin/tar", arguments: ["tar"] + arguments)
        request.workingDirectory = folder
        request.environment = ["LC_ALL=C", "PATH=/usr/bin:/bin"]
        request.descriptors = [nil, files[0], files[1]]
        let status = try Self.reap(try Spawn.start(request))
        return Outcome(
            status: status, output: String(decoding: try Files.read(output), as: UTF8.self),
            errors: String(decoding: try Files.read(errors), as: UTF8.self))
    }

    /// An archive in the folder.
    func archive(_ name: String) throws -> [UInt8] { try Files.read(folder.appending(name), limit: 64 << 20) }

    /// Puts an archive in the folder.
    func write(_ archive: [UInt8], _ name: String) throws {
        try Files.write(archive, to: folder.appending(name), mode: .ownerReadWrite, durably: false)
    }

    private static func reap(_ process: SpawnedProcess) throws -> ExitStatus {
        defer { process.pidfd.closeIgnoringErrors() }
        let poll = try EventPoll()
        try poll.add(process.pidfd, .readable, token: 0)
        while true {
            if let status = try PIDDescriptor.reap(process.pidfd) { return status }
            _ = try poll.wait()
        }
    }
}

/// The formats that GNU tar writes, and what they have room for.
enum TarFormat: String, CaseIterable {
    case v7, oldgnu, gnu, ustar, posix

    var hasNodes: Bool { self != .v7 }
    /// Of names and targets longer than 256 bytes, and of large ids.
    var hasRoom: Bool { self != .v7 && self != .ustar }
    var hasFractions: Bool { self == .posix }
}
