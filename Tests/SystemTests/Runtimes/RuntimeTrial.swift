import Cgroups
import Glibc
import GuardianTestSupport
import JSON
import Linux
import OCI
import SystemPackage
import Testing

/// One of the runtimes with a bundle, a root and cgroups of its own; all that a test made is gone when `use` returns.
final class RuntimeTrial {
    /// What a call came to.
    struct Answer {
        let status: Int32
        let output: String
        let errors: String

        /// What was written, without the last line's end.
        var lines: [String] {
            output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
    }

    /// What a call has around it.
    struct Surroundings {
        /// Where it is made from; nil: the bundle.
        var folder: FilePath?
        /// Whether the containers' root is named.
        var namesRoot = true
        var environment: [String] = []
        /// What can be read from standard input.
        var input = ""
        /// From 3 on.
        var descriptors: [FileDescriptor] = []
        /// Whether LISTEN_PID is the runtime's pid.
        var isListened = false
    }

    let contender: Contender
    /// The program that is called.
    let program: FilePath
    /// For whatever a test needs.
    let folder: FilePath
    let cgroup = "/guardian-trial-" + RandomUUID.make()
    private let directory: TemporaryDirectory
    private var calls = 0

    var root: FilePath { folder.appending("root") }
    var bundle: FilePath { folder.appending("bundle") }
    /// The containers' root file system, as the host sees it.
    var image: FilePath { bundle.appending("rootfs") }

    /// Runs `body` with the bundle of a container that sleeps, until that writes another document.
    ///
    /// - Parameter ofCopy: whether a copy of the program is called, which a test may put at risk.
    static func use(_ contender: Contender, ofCopy: Bool = false, _ body: (RuntimeTrial) throws -> Void) throws {
        guard let program = try contender.usableExecutable() else { return }
        let trial = try RuntimeTrial(contender, program, ofCopy)
        let result = Result {
            try trial.write { _ in }
            try body(trial)
        }
        for name in try trial.left() { _ = try trial("delete", "--force", name) }
        let left = try trial.left()
        let tree = try CgroupTree(trial.cgroup, in: .detect())
        for pid in try tree.killAll() { Issue.record("\(pid) is still there") }
        try tree.remove()
        try result.get()
        #expect(left == [])
    }

    private init(_ contender: Contender, _ program: FilePath, _ ofCopy: Bool) throws {
        self.contender = contender
        directory = try TemporaryDirectory("trial")
        folder = directory.path
        self.program = ofCopy ? folder.appending(contender.rawValue) : program
        if ofCopy {
            try Files.write(
                try Files.read(program, limit: 1 << 30), to: self.program, mode: FilePermissions(rawValue: 0o755),
                durably: false)
        }
        try Files.makeDirectory(folder.appending("bundle"), mode: FilePermissions(rawValue: 0o755))
        try Files.makeDirectory(folder.appending("root"), mode: FilePermissions(rawValue: 0o700))
        try BusyboxImage.make(at: folder.appending("bundle").appending("rootfs"))
    }

    /// Calls the program, and waits for its end.
    func callAsFunction(_ arguments: String...) throws -> Answer { try call(arguments) }

    /// The same, with other things around it.
    func call(_ arguments: [String], _ around: Surroundings = Surroundings()) throws -> Answer {
        try begin(arguments, around).end()
    }

    /// The same without waiting.
    func begin(_ arguments: [String], _ around: Surroundings = Surroundings()) throws -> TrialCall {
        calls += 1
        // Files and not pipes: a container that stays has them open. None is a device, as crun changes owners.
        let files = ["in", "out", "err"].map { folder.appending("\($0)-\(calls)") }
        try write(around.input, to: files[0])
        var descriptors: [FileDescriptor] = []
        defer { for descriptor in descriptors { descriptor.closeIgnoringErrors() } }
        descriptors.append(try FileDescriptor.open(files[0], .readOnly))
        for path in files[1...] {
            descriptors.append(
                try FileDescriptor.open(
                    path, .writeOnly, options: [.create, .append], permissions: FilePermissions(rawValue: 0o666)))
        }
        let words = (around.namesRoot ? ["--root", root.string] : []) + arguments
        var request = SpawnRequest(executable: program, arguments: [contender.rawValue] + words)
        if around.isListened {
            request = SpawnRequest(
                executable: "/bin/sh",
                arguments: ["sh", "-c", #"LISTEN_PID=$$ exec "$0" "$@""#, program.string] + words)
        }
        request.environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] + around.environment
        request.workingDirectory = around.folder ?? bundle
        request.descriptors = descriptors + around.descriptors
        return TrialCall(arguments: arguments, process: try Spawn.start(request), output: files[1], errors: files[2])
    }

    /// Writes a file.
    func write(_ text: String, to path: FilePath, mode: UInt32 = 0o644) throws {
        try Files.write(Array(text.utf8), to: path, mode: FilePermissions(rawValue: mode), durably: false)
    }

    /// What a file says, without the last line's end.
    func read(_ path: FilePath) throws -> String {
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// The names of containers' folders.
    func left() throws -> [String] { try Files.entries(of: root).filter { !$0.hasPrefix(".") }.sorted() }

    /// Whether a container has cgroups.
    func hasCgroup(_ id: String = "c") throws -> Bool { try CgroupTree(cgroup + "/" + id, in: .detect()).exists() }
}
