import Linux

/// What follows for processes' streams.
extension TrackerLoop {
    /// Does one of the actions that are about streams.
    func performOnStreams(_ action: TrackerAction) {
        switch action {
        case .keepStreams(let name, let isHeld):
            guard let kept = runtimes.takeStreams(of: name) else { return }
            attempt { try streams.keep(kept, of: name, isHeld: isHeld) }
        case .open(let number, let name, let kind, let id):
            let (output, descriptors) = streams.open(name, kind)
            send(.opened(number, output), descriptors, to: id)
        case .release(let name, let kind):
            attempt { try streams.release(name, kind) }
            note(name)
        case .stopKeeping(let name):
            attempt { try streams.stopKeeping(name) }
            streams.closeIfOver(name)
        case .closeStreams(let name): streams.close(name)
        case .resize(let name, let size): attempt { try streams.resize(name, size) }
        case .closeStandardInput(let name): streams.closeInput(of: name)
        default: break
        }
    }

    func endStreams(of name: ProcessName) {
        attempt { try streams.end(name) }
        note(name)
    }

    func streamIsReady(_ token: UInt64) {
        attempt {
            if let name = try streams.handle(token) { note(name) }
        }
    }

    /// Tells the state whether there is something of a process's outputs; it bounds what there is of those that have ended.
    private func note(_ name: ProcessName) {
        streams.closeIfOver(name)
        perform(state.noted(name, hasOutputs: streams.hasOutputs(of: name)))
    }
}
