import Glibc
import GuardianTestSupport
import Linux
import SystemPackage

/// A container without a runtime: a process in user and mount namespaces of its own, whose root folder is an image.
final class ArchiveHolder {
    /// What gdn-tar made of a call.
    struct Outcome {
        var status: ExitStatus?
        var output: [UInt8]
        var errors: String
    }

    /// The root folder, as the host sees it.
    let root: FilePath
    let mapping: UserMapping
    private let scratch: TemporaryDirectory
    private let process: SpawnedProcess
    private let input: FileDescriptor

    init() throws {
        scratch = try TemporaryDirectory("holder")
        root = scratch.path.appending("root")
        mapping = try UserMapping.maximus()
        try BusyboxImage.make(at: root)
        for path in ["root", "tmp", "etc", "home", "bin", "dev", "proc", "sys", ""] {
            try Files.setOwner(mapping.root, of: path.isEmpty ? root : root.appending(path))
        }
        try Files.setMode(FilePermissions(rawValue: 0o700), of: root.appending("root"))
        try Files.setMode(FilePermissions(rawValue: 0o1777), of: root.appending("tmp"))

        let namespace = try UserNamespace.make(mapping)
        let (input, output) = (try Pipe.make(), try Pipe.make())
        self.input = input.write
        let script = """
            mount --rbind '\(root)' '\(root)' && cd '\(root)' && mkdir -p .old && pivot_root . .old && umount -l /.old
            echo ready
            read line || true
            """
        var request = SpawnRequest(
            executable: "/usr/bin/nsenter",
            arguments: [
                "nsenter", "--user=/proc/self/fd/3", "/usr/bin/unshare", "--mount", "/bin/busybox", "sh", "-e", "-c",
                script,
            ])
        request.environment = ["PATH=/bin"]
        request.descriptors = [input.read, output.write, .standardError, namespace]
        process = try Spawn.start(request)
        for end in [namespace, input.read, output.write] { end.closeIgnoringErrors() }
        defer { output.read.closeIgnoringErrors() }
        let answer = try output.read.readNow(upTo: 16)
        guard answer == Array("ready\n".utf8) else { throw Errno.invalidArgument }
    }

    deinit {
        input.closeIgnoringErrors()
        _ = try? Self.reap(process)
    }

    /// Calls gdn-tar for this container. What it reads and writes is in files, so that no call waits for another.
    func call(_ arguments: [String], input bytes: [UInt8] = []) throws -> Outcome {
        let source = try MemoryFile.make(name: "archive", contents: bytes)
        let (output, errors) = (scratch.path.appending("output"), scratch.path.appending("errors"))
        var files: [FileDescriptor] = [source]
        for path in [output, errors] {
            files.append(
                try FileDescriptor.open(path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite))
        }
        defer { for file in files { file.closeIgnoringErrors() } }
        var request = SpawnRequest(
            executable: try BuiltPrograms.path(of: "gdn-tar"), arguments: ["gdn-tar"] + arguments)
        request.descriptors = files.map { $0 } + [process.pidfd]
        let child = try Spawn.start(request)
        let status = try Self.reap(child)
        return Outcome(
            status: status, output: try Files.read(output, limit: 64 << 20),
            errors: String(decoding: try Files.read(errors), as: UTF8.self))
    }

    /// Where something in the container is for the host.
    func path(_ path: String) -> FilePath { root.appending(FilePath(path).components) }

    private static func reap(_ process: SpawnedProcess) throws -> ExitStatus? {
        defer { process.pidfd.closeIgnoringErrors() }
        let poll = try EventPoll()
        try poll.add(process.pidfd, .readable, token: 0)
        while true {
            if let status = try PIDDescriptor.reap(process.pidfd) { return status }
            _ = try poll.wait()
        }
    }
}
