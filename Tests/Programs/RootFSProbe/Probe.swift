import Glibc
import JSON
import Libcontainer
import Linux
import OCI
import SystemPackage

/// Builds the root of a bundle's document in new namespaces, and looks around in it.
///
/// Arguments that are no questions: `terminal` opens one on the way; `no-pivot`; `swap=A=B` exchanges two names of the root
/// all the time meanwhile; `nullify` makes the standard input a null device; `break=PATH=TARGET` removes a file of
/// the root and makes a link in its place, before paths are masked.
struct Probe {
    let configuration: Configuration
    let words: [String]

    init(_ arguments: [String]) throws {
        let bundle = FilePath(arguments[1])
        words = Array(arguments.dropFirst(2))
        let spec = try RuntimeSpec(json: JSONValue(parsing: try Files.read(bundle.appending("config.json"))))
        var options = TranslationOptions(id: try ContainerID("probe"), bundle: bundle)
        options.noPivotRoot = words.contains("no-pivot")
        configuration = try Configuration(spec, options: options)
    }

    /// Tells something, at once.
    static func say(_ name: String, _ value: String) {
        var line = "\(name)=\(value)\n"
        line.withUTF8 { _ = Glibc.write(1, $0.baseAddress, $0.count) }
    }

    func run() throws {
        let sources = try MountSources.open(for: configuration)
        try Files.enter(configuration.rootFS)
        let swapper = try startSwapping()
        // After the other process, which would hold it open.
        let ready = try Pipe.make()
        let request = Clone.Request(namespaces: configuration.namespaces.newFlags)
        guard case .parent(let pid, let pidfd) = try Clone.start(request) else {
            ready.write.closeIgnoringErrors()
            _exit(child(ready.read, sources))
        }
        sources.close()
        if configuration.namespaces.contains(.user) {
            try Files.overwrite(FilePath("/proc/\(pid)/uid_map"), with: Self.text(configuration.userMappings))
            try Files.overwrite(FilePath("/proc/\(pid)/gid_map"), with: Self.text(configuration.groupMappings))
        }
        ready.write.closeIgnoringErrors()
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
        _ = try PIDDescriptor.reap(pidfd)
        if let swapper {
            kill(swapper.rawValue, SIGKILL)
            waitpid(swapper.rawValue, nil, 0)
        }
    }

    private static func text(_ mappings: [IDMapping]) -> [UInt8] {
        Array(mappings.map { "\($0.containerID) \($0.hostID) \($0.size)\n" }.joined().utf8)
    }

    private func child(_ ready: FileDescriptor, _ sources: MountSources) -> Int32 {
        do {
            _ = try ready.readNow(upTo: 1)
            if configuration.namespaces.contains(.user) {
                try Credentials.setGroup(0)
                try Credentials.setUser(0)
            }
            try build(sources)
            for word in words { Questions.answer(word) }
            Self.say("done", "yes")
        } catch {
            Self.say("error", "\(error)")
        }
        return 0
    }

    private func build(_ sources: MountSources) throws {
        var builder = RootFSBuilder(configuration, sources: sources)
        let start = Self.now()
        try builder.prepare()
        let prepared = Self.now()
        if words.contains("terminal") {
            let pair = try builder.openTerminal(TerminalSize(columns: 91, rows: 17))
            let status = try FileStatus.of(pair.terminal)
            Self.say("terminal", "\(status.represented)")
            let size = try Terminal.size(of: pair.terminal)
            Self.say("size", "\(size.columns)x\(size.rows)")
        }
        if words.contains("nullify") {
            let null = open("/dev/null", O_RDWR)
            dup2(null, 0)
            close(null)
            Self.say("null-before", "\(try FileStatus.of(FileDescriptor(rawValue: 0)).device)")
        }
        let middle = Self.now()
        try builder.enter()
        breakThings()
        let entered = Self.now()
        try builder.finish()
        if words.contains("nullify") {
            Self.say("null-after", "\(try FileStatus.of(FileDescriptor(rawValue: 0)).device)")
        }
        Self.say("us", "\(prepared - start) \(entered - middle) \(Self.now() - entered)")
    }

    private func breakThings() {
        for word in words where word.hasPrefix("break=") {
            let parts = word.split(separator: "=").map(String.init)
            unlink(parts[1])
            if parts.count > 2 { symlink(parts[2], parts[1]) }
        }
    }

    /// In microseconds.
    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    /// Somebody who shares the root with the container that is being made.
    private func startSwapping() throws -> PID? {
        guard let word = words.first(where: { $0.hasPrefix("swap=") }) else { return nil }
        let names = word.split(separator: "=").dropFirst().map { configuration.rootFS.string + $0 }
        guard case .parent(let pid, _) = try Clone.fork() else {
            try OwnProcess.setParentDeathSignal(Signal(rawValue: SIGKILL))
            while true {
                rename(names[0], names[0] + ".away")
                rename(names[1], names[0])
                rename(names[0], names[1])
                rename(names[0] + ".away", names[0])
            }
        }
        return pid
    }
}
