import Linux
import SystemPackage

/// What the runtime says to a process that it starts, until that is the container's.
struct StartDialogue {
    let child: ProcessClone.Child
    let channel: SyncChannel

    /// Answers the process until it says no more.
    ///
    /// - Parameter answer: what each message gets.
    /// - Throws: `LibcontainerError.initFailed` with what the process says, `.initGone` when it ended without a word.
    func lead(_ answer: (SyncMessage) throws(LibcontainerError) -> SyncMessage) throws(LibcontainerError) {
        var isDone = false
        try channel.send(.proceed)
        while let message = try channel.receive() {
            switch message {
            case .failed(let reason): throw .initFailed(reason)
            case .done: isDone = true
            default: try channel.send(try answer(message))
            }
        }
        guard isDone else { throw .initGone }
    }

    /// Hands on the listener of a filter, which the process has at `number`.
    ///
    /// - Parameter status: the container's, as the specification has it.
    func handOn(
        listener number: Int32, _ security: ProcessSecurity, _ state: ContainerState, status: String
    ) throws(LibcontainerError) {
        let listener = try system { () throws(LinuxError) in
            try PIDDescriptor.copy(descriptor: number, of: child.pidfd)
        }
        defer { listener.closeIgnoringErrors() }
        let text = HookState.text(state, status: status, pid: state.initPID ?? child.pid)
        try security.sendListener(listener, of: child.pid, state: text)
    }

    /// Sends a pidfd of the process away, if somebody wants one.
    func handOnProcess(to socket: FileDescriptor?, as name: String) throws(LibcontainerError) {
        guard let socket else { return }
        let isSent = try system { () throws(LinuxError) in
            try StreamSocket(socket).send(Array(name.utf8), descriptors: [child.pidfd])
        }
        guard isSent else { throw .receiverBusy("pidfd") }
    }

    /// Ends the process, whatever it does, and waits until it is gone.
    func giveUp() -> ExitStatus? {
        defer { child.pidfd.closeIgnoringErrors() }
        do {
            try PIDDescriptor.send(.kill, to: child.pidfd)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(child.pidfd)])
            return try PIDDescriptor.reap(child.pidfd)
        } catch {
            // It is somebody else's to reap, and gone.
            return nil
        }
    }
}
