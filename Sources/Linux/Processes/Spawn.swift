import CGuardian
import SystemPackage

/// Starts processes.
public enum Spawn {
    /// Starts a process by a vfork-like clone; the calling thread waits until the program runs.
    ///
    /// The child has default signal handling and no blocked signals. Nothing of this program but `descriptors` reaches
    /// it. When the program cannot be executed there is no child, and the error has the cause.
    public static func start(_ request: SpawnRequest) throws(LinuxError) -> SpawnedProcess {
        let strings = [request.executable.string] + request.arguments + request.environment
        let directory = request.workingDirectory.map(\.string)
        guard !(strings + [directory ?? ""]).contains(where: { $0.utf8.contains(0) }) else {
            throw .unusable("cannot start \(request.executable): a NUL byte in its arguments or environment")
        }
        let outcome = withCStringArray(request.arguments) { arguments in
            withCStringArray(request.environment) { environment in
                withOptionalCString(directory) { directory in
                    start(request, CStrings(arguments: arguments, environment: environment, directory: directory))
                }
            }
        }
        guard let pid = PID(rawValue: outcome.answer) else {
            throw failure(of: request, outcome.stage, outcome.answer)
        }
        return SpawnedProcess(pid: pid, pidfd: FileDescriptor(rawValue: outcome.pidfd))
    }

    private struct CStrings {
        let arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>
        let environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
        let directory: UnsafePointer<CChar>?
    }

    private struct Outcome {
        var answer: Int32 = 0
        var pidfd: Int32 = -1
        var stage = CG_SPAWN_CLONE
    }

    private static func start(_ request: SpawnRequest, _ strings: CStrings) -> Outcome {
        request.executable.withPlatformString { path in
            request.descriptors.map { $0?.rawValue ?? -1 }.withUnsafeBufferPointer { descriptors in
                var raw = cg_spawn_request()
                raw.path = path
                raw.argv = strings.arguments
                raw.envp = strings.environment
                raw.cwd = strings.directory
                raw.fds = descriptors.baseAddress
                raw.fd_count = descriptors.count
                raw.parent_death_signal = request.parentDeathSignal?.rawValue ?? 0
                raw.new_group = request.newProcessGroup ? 1 : 0
                raw.new_session = request.newSession ? 1 : 0
                raw.cgroup = request.cgroup?.rawValue ?? -1
                var outcome = Outcome()
                outcome.answer = cg_spawn(&raw, &outcome.pidfd, &outcome.stage)
                return outcome
            }
        }
    }

    private static func failure(of request: SpawnRequest, _ stage: cg_spawn_stage, _ answer: Int32) -> LinuxError {
        let operation =
            switch stage {
            case CG_SPAWN_DESCRIPTORS: "place descriptors for"
            case CG_SPAWN_SESSION: "enter a session for"
            case CG_SPAWN_DEATH_SIGNAL: "set up signals for"
            case CG_SPAWN_DIRECTORY: "enter \(request.workingDirectory ?? ".") for"
            case CG_SPAWN_EXEC: "execute"
            default: "clone for"
            }
        return .failed(operation: operation, subject: request.executable.string, errno: Errno(rawValue: -answer))
    }
}

/// Calls `body` with a NULL-terminated array of C strings; they live until it returns.
func withCStringArray<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var characters: [CChar] = []
    var starts: [Int] = []
    for string in strings {
        starts.append(characters.count)
        characters.append(contentsOf: string.utf8.lazy.map { CChar(bitPattern: $0) })
        characters.append(0)
    }
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
    defer { pointers.deallocate() }
    return characters.withUnsafeMutableBufferPointer { buffer in
        for (index, start) in starts.enumerated() {
            (pointers + index).initialize(to: buffer.baseAddress.map { $0 + start })
        }
        (pointers + starts.count).initialize(to: nil)
        return body(pointers)
    }
}

func withOptionalCString<Result>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let string else { return body(nil) }
    return string.withCString(body)
}
