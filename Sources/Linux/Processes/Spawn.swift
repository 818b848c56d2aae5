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
        var pidfd: Int32 = -1
        var stage = CG_SPAWN_CLONE
        let answer = withCStringArray(request.arguments) { arguments in
            withCStringArray(request.environment) { environment in
                withOptionalCString(directory) { directory in
                    start(request, arguments, environment, directory, &pidfd, &stage)
                }
            }
        }
        guard let pid = PID(rawValue: answer) else { throw failure(of: request, stage, answer) }
        return SpawnedProcess(pid: pid, pidfd: FileDescriptor(rawValue: pidfd))
    }

    private typealias CStrings = UnsafePointer<UnsafeMutablePointer<CChar>?>

    private static func start(
        _ request: SpawnRequest, _ arguments: CStrings, _ environment: CStrings, _ directory: UnsafePointer<CChar>?,
        _ pidfd: inout Int32, _ stage: inout cg_spawn_stage
    ) -> Int32 {
        request.executable.withPlatformString { path in
            request.descriptors.map { $0?.rawValue ?? -1 }.withUnsafeBufferPointer { descriptors in
                var raw = cg_spawn_request()
                raw.path = path
                raw.argv = arguments
                raw.envp = environment
                raw.cwd = directory
                raw.fds = descriptors.baseAddress
                raw.fd_count = descriptors.count
                raw.parent_death_signal = request.parentDeathSignal?.rawValue ?? 0
                raw.new_group = request.newProcessGroup ? 1 : 0
                raw.new_session = request.newSession ? 1 : 0
                return cg_spawn(&raw, &pidfd, &stage)
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
    return characters.withUnsafeMutableBufferPointer { buffer in
        var pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { pointers in
            // An array with at least its terminator always has an address.
            guard let base = pointers.baseAddress else { preconditionFailure("an array of one has no address") }
            return body(base)
        }
    }
}

private func withOptionalCString<Result>(_ string: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let string else { return body(nil) }
    return string.withCString(body)
}
