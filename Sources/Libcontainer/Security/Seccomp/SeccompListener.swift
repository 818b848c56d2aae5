import JSON
import Linux
import OCI
import SystemPackage

/// Whoever answers for calls with the action `SCMP_ACT_NOTIFY`.
struct SeccompListener {
    /// The agent's socket.
    let path: String
    /// What the agent is told beside.
    let metadata: String

    init?(_ profile: OCISeccomp?) {
        guard let path = profile?.listenerPath, !path.isEmpty else { return nil }
        (self.path, metadata) = (path, profile?.listenerMetadata ?? "")
    }

    /// Sends the descriptor, and what the specification calls the container process state beside it.
    func send(_ listener: FileDescriptor, of pid: PID, state: [UInt8]) throws(LibcontainerError) {
        do throws(LinuxError) {
            let socket = try StreamSocket.connect(to: FilePath(path))
            defer { socket.descriptor.closeIgnoringErrors() }
            let message = message(of: pid, state: try Self.parsed(state)).encoded()
            while try !socket.send(message, descriptors: [listener]) {
                _ = try DescriptorPoll.wait([DescriptorPoll.Entry(socket.descriptor, .writable)])
            }
        } catch {
            guard let errno = error.errno else { throw .system(error) }
            throw .security(.agent(path: path, errno))
        }
    }

    private static func parsed(_ state: [UInt8]) throws(LinuxError) -> JSONValue {
        do {
            return try JSONValue(parsing: state)
        } catch {
            throw .malformed(path: "the container's state", reason: "\(error)")
        }
    }

    private func message(of pid: PID, state: JSONValue) -> JSONValue {
        var object: JSONObject = [
            "ociVersion": .string(Configuration.specificationVersion), "fds": ["seccompFd"],
            "pid": .integer(pid.rawValue),
        ]
        if !metadata.isEmpty { object["metadata"] = .string(metadata) }
        object["state"] = state
        return .object(object)
    }
}
