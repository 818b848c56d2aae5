import Linux
import OCI
import SystemPackage

extension Container {
    /// Lets a created container run its program, and runs what is to run after that.
    ///
    /// - Throws: `LibcontainerError.alreadyRunning` and `.startStopped` when it is not created.
    public func release() throws(LibcontainerError) {
        switch try status() {
        case .created: break
        case .running, .paused: throw .alreadyRunning
        case .stopped: throw .startStopped
        }
        guard let pidfd = try openInit() else { throw .startStopped }
        defer { pidfd.closeIgnoringErrors() }
        try hear(pidfd)
        try system { () throws(LinuxError) in try Files.remove(pipe) }
        do {
            try runHooks(.poststart, status: "running", pid: state.initPID)
        } catch {
            // A container that was not told of is none; the first error is the one to know.
            _ = try? destroy(force: true)
            throw error
        }
    }

    /// Opens the pipe, which lets init go on, and waits until it says so or has ended.
    private func hear(_ pidfd: FileDescriptor) throws(LibcontainerError) {
        let byte = try system { () throws(LinuxError) -> [UInt8]? in
            let reader: FileDescriptor
            do throws(LinuxError) {
                reader = try NamedPipe.openForReading(pipe)
            } catch {
                // Somebody else was quicker.
                guard error.errno == .noSuchFileOrDirectory else { throw error }
                return []
            }
            defer { reader.closeIgnoringErrors() }
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(reader), DescriptorPoll.Entry(pidfd)])
            return try reader.readNow(upTo: 1)
        }
        // Nothing is there when init ended before it wrote; the end, when another reader has taken the byte.
        if let byte, byte.isEmpty { throw initIsGone ? .initGone : .alreadyRunning }
        if byte == nil { throw .initGone }
    }

    private var initIsGone: Bool {
        state.initPID.map { !ProcessStatus.isAlive($0, startTime: state.initStartTime) } ?? true
    }
}
