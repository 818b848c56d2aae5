import Glibc
import Linux
import OCI
import SystemPackage

/// One program of a hook's, from its start to its end.
struct HookProcess {
    /// How it ended.
    struct End {
        /// nil: well.
        var reason: String?
        /// nil: it never ran, or was killed for its time.
        var output: HookFault.Output?
    }

    private let process: SpawnedProcess
    private var standard: HookOutput
    private var error: HookOutput

    static func run(_ hook: OCIHook, state: [UInt8], in folder: FilePath?) throws(LinuxError) -> End {
        // In memory, as large as it may be: nobody has to wait for a program that does not read it.
        let input = try Self.input(state)
        defer { input.closeIgnoringErrors() }
        let standard = try HookOutput()
        let error = try HookOutput()
        var request = SpawnRequest(
            executable: FilePath(hook.path), arguments: hook.arguments.isEmpty ? [hook.path] : hook.arguments)
        request.environment = hook.environment
        request.workingDirectory = folder
        // A runtime that is killed leaves nobody behind who waits for something.
        request.parentDeathSignal = .kill
        request.descriptors = [input, standard.write, error.write]
        let deadline = hook.timeout.map { Deadline(seconds: $0) }
        let started: SpawnedProcess
        do {
            started = try Spawn.start(request)
        } catch {
            guard let errno = error.errno else { throw error }
            return End(reason: "fork/exec \(hook.path): \(errno.lowercased)")
        }
        defer { started.pidfd.closeIgnoringErrors() }
        var process = HookProcess(process: started, standard: standard, error: error)
        do {
            return try process.wait(deadline)
        } catch {
            // It was to be waited for. What has ended needs no signal, and the first error is the one to know.
            _ = try? PIDDescriptor.send(.kill, to: started.pidfd)
            _ = try? DescriptorPoll.wait([DescriptorPoll.Entry(started.pidfd)])
            _ = try? PIDDescriptor.reap(started.pidfd)
            throw error
        }
    }

    /// A filter of system calls that the hook runs under may know nothing of such files: then a pipe has to do, which takes
    /// any state that is written.
    private static func input(_ state: [UInt8]) throws(LinuxError) -> FileDescriptor {
        do {
            return try MemoryFile.make(name: "state", contents: state)
        } catch {
            guard error.errno == .notPermitted || error.errno == .noFunction else { throw error }
        }
        let pipe = try Pipe.make(nonBlockingWrite: true)
        defer { pipe.write.closeIgnoringErrors() }
        do {
            _ = try pipe.write.writeNow(state[...])
            return pipe.read
        } catch {
            pipe.read.closeIgnoringErrors()
            throw error
        }
    }

    private mutating func wait(_ deadline: Deadline?) throws(LinuxError) -> End {
        standard.closeWrite()
        error.closeWrite()
        while true {
            let left = deadline?.millisecondsLeft
            let ready = try DescriptorPoll.wait(
                [.init(process.pidfd), .init(standard.watched), .init(error.watched)], milliseconds: left)
            // What is there is taken first: a program that waits for room to write does not end.
            if !ready[1].isEmpty { try standard.take() }
            if !ready[2].isEmpty { try error.take() }
            if !ready[0].isEmpty { return try end() }
            if let deadline, deadline.millisecondsLeft == 0 { return try kill(deadline) }
        }
    }

    private mutating func end() throws(LinuxError) -> End {
        // Somebody whom it left behind may still write: what is in the pipes now is its.
        try standard.takeRest()
        try error.takeRest()
        let output = HookFault.Output(standard: standard.text, error: error.text)
        switch try PIDDescriptor.reap(process.pidfd) {
        case .exited(0): return End()
        case .exited(let status): return End(reason: "exit status \(status)", output: output)
        case .signalled(let signal): return End(reason: "signal: \(Self.name(of: signal))", output: output)
        case nil: return End(reason: "it has not ended", output: output)
        }
    }

    private func kill(_ deadline: Deadline) throws(LinuxError) -> End {
        try PIDDescriptor.send(.kill, to: process.pidfd)
        _ = try DescriptorPoll.wait([.init(process.pidfd)])
        _ = try PIDDescriptor.reap(process.pidfd)
        return End(reason: "hook ran past specified timeout of \(deadline.seconds).0s")  // verbatim
    }

    private static func name(of signal: Signal) -> String {
        guard let name = strsignal(signal.rawValue) else { return "\(signal.rawValue)" }
        return String(cString: name).lowercased()
    }
}

extension Errno {
    /// The C library's words, as Go writes them.
    fileprivate var lowercased: String { description.prefix(1).lowercased() + description.dropFirst() }
}
