import Glibc
import Linux
import SystemPackage

/// The program `gdn-tracker <container folder> [--cgroup <folder>]...`.
///
/// It finds its first connection at descriptor 3, if there is one, and writes what goes wrong to standard error.
enum TrackerProgram {
    struct Arguments: Hashable {
        var folder: FilePath
        var cgroups: [FilePath] = []

        /// Nil for what makes no sense.
        init?(_ words: [String]) {
            var folder: FilePath?
            var rest = words.dropFirst()[...]
            while let word = rest.popFirst() {
                if word == "--cgroup" {
                    guard let cgroup = rest.popFirst() else { return nil }
                    cgroups.append(FilePath(cgroup))
                } else if folder == nil, !word.hasPrefix("-") {
                    folder = FilePath(word)
                } else {
                    return nil
                }
            }
            guard let folder, folder.isAbsolute else { return nil }
            self.folder = folder
        }
    }

    /// Runs to the end; returns the exit status.
    static func run(_ words: [String], environment: [String]) -> Int32 {
        guard let arguments = Arguments(words) else {
            complain("usage: gdn-tracker <absolute folder> [--cgroup <folder>]...")
            return 2
        }
        do {
            try serve(arguments, environment: environment)
            return 0
        } catch {
            complain("\(error)")
            return 1
        }
    }

    private static func serve(_ arguments: Arguments, environment: [String]) throws(LinuxError) {
        let first = try takeFirstConnection()
        try Children.enterSession()
        for cgroup in arguments.cgroups { try join(cgroup) }
        try Children.adoptOrphans()
        // Runtimes inherit it, and containers from them; it must not depend on who started the server.
        umask(0o022)
        // Whatever the server's folder was, it must not be kept busy.
        try Files.enter("/")

        let folder = ContainerFolder(path: arguments.folder)
        let loop = try TrackerLoop(folder: folder, environment: environment)
        if let pid = PID(rawValue: getpid()) { try folder.recordTracker(pid) }
        if let first { loop.add(first) }
        try loop.run()
    }

    /// Looks before anything is opened here: the number could be one of our own afterwards.
    private static func takeFirstConnection() throws(LinuxError) -> SequencedPacketSocket? {
        let descriptor = FileDescriptor(rawValue: Int32(TrackerProtocol.firstConnection))
        guard descriptor.isOpen else { return nil }
        try descriptor.setCloseOnExec()
        return SequencedPacketSocket(descriptor)
    }

    /// Moves this process, which has one thread, into a cgroup. Moving another process, or a whole one by `cgroup.procs`
    /// in the first version, waits for all processors; a thread that moves itself does not.
    private static func join(_ cgroup: FilePath) throws(LinuxError) {
        let threads = cgroup.appending("tasks")
        if Files.exists(threads) { return try Files.overwrite(threads, with: [UInt8(ascii: "0")]) }
        // The second version knows only whole processes, but this one was born there, if the kernel can do that.
        let processes = cgroup.appending("cgroup.procs")
        let members = String(decoding: try Files.read(processes), as: UTF8.self).split(separator: "\n")
        if members.contains("\(getpid())") { return }
        try Files.overwrite(processes, with: [UInt8(ascii: "0")])
    }

    /// Writes one line to standard error.
    static func complain(_ text: String) {
        let line = Array("gdn-tracker: \(text)\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// The entry for a C `main`, which hands its own arguments over.
///
/// Swift's `CommandLine` would read /proc/self/maps for them, a sixth of this program's start.
@c(guardian_tracker_main)
public func trackerMain(
    _ count: Int32, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
    _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    TrackerProgram.run(strings(arguments), environment: strings(environment))
}

private func strings(_ pointers: UnsafePointer<UnsafeMutablePointer<CChar>?>) -> [String] {
    var result: [String] = []
    var next = pointers
    while let pointer = next.pointee {
        result.append(String(cString: pointer))
        next += 1
    }
    return result
}
