import JSON
import Linux
import SystemPackage

/// A container's init as its tracker recorded it, in `init.json`.
///
/// A descriptor is opened for each stream and checked then, not held as long as the container lives: that would cost the
/// server one per container, and streams are rare beside containers.
struct InitProcess: Hashable, Sendable {
    private static let fileName = "init.json"

    let pid: PID
    let startTime: UInt64
    let pidNamespace: UInt64

    init?(json: JSONValue) {
        guard let pid = json["pid"]?.integer(as: Int32.self).flatMap(PID.init(rawValue:)),
            let startTime = json["start_time"]?.integer(as: UInt64.self),
            let pidNamespace = json["pid_namespace"]?.integer(as: UInt64.self)
        else { return nil }
        (self.pid, self.startTime, self.pidNamespace) = (pid, startTime, pidNamespace)
    }

    /// Reads the record in a container's folder.
    init(recordedIn folder: FilePath) throws {
        let file = folder.appending(Self.fileName)
        guard let record = Self(json: try JSONValue(parsing: try Files.read(file))) else {
            throw LinuxError.malformed(path: file.string, reason: "it does not name a process")
        }
        self = record
    }

    /// Opens a pidfd that is this process's and no other's; the caller owns it.
    ///
    /// - Returns: nil when the process has ended.
    func open() throws -> FileDescriptor? {
        let pidfd: FileDescriptor
        do {
            pidfd = try PIDDescriptor.open(pid)
        } catch  where error.errno == .noSuchProcess {
            return nil
        }
        // Looked at after opening: if the number is still the init's now, it was when it was opened.
        if isRunning { return pidfd }
        pidfd.closeIgnoringErrors()
        return nil
    }

    private var isRunning: Bool {
        guard ProcessStatus.isAlive(pid, startTime: startTime) else { return false }
        do {
            return try ProcessStatus.pidNamespace(of: pid) == pidNamespace
        } catch {
            return false
        }
    }
}
