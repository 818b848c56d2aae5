import JSON
import Linux
import LinuxAsync
public import RuncCommand

extension RuncClient {
    /// The container's figures at this moment.
    ///
    /// - Throws: `RuncError.notFound` when there is no such container, `.unsupportedCommand` with crun, which has none,
    ///   `.malformedOutput` when the runtime succeeds without telling figures.
    public func statistics(of id: ContainerID) async throws(RuncError) -> RuntimeStatistics {
        let call = RuncCall.statistics(id)
        return try await answer(to: call) { output throws(RuncCommandError) in
            let value: JSONValue
            do {
                value = try JSONValue(parsing: output)
            } catch {
                throw .malformedOutput(command: call.name, reason: "\(error)")
            }
            guard case .statistics(let statistics) = try RuntimeEvent(json: value).content else {
                throw .malformedOutput(command: call.name, reason: "an event that is no statistics")
            }
            return statistics
        }
    }

    /// What happens to the container from the first `next` on: its figures `every` so often, and running out of memory.
    ///
    /// - Parameter every: whole seconds, at least one, which is all that a runtime's command line can say.
    /// - Throws: `RuncError.invalid` for another interval.
    public func events(of id: ContainerID, every interval: Duration = .seconds(5)) throws(RuncError) -> RuntimeEvents {
        let (seconds, fraction) = interval.components
        guard seconds >= 1, fraction == 0 else {
            throw .invalid(reason: "an interval of \(interval) between events is not one of whole seconds above zero")
        }
        return RuntimeEvents(client: self, call: .events(id, seconds: Int(seconds)))
    }

    /// Makes a call whose standard output somebody else reads meanwhile.
    ///
    /// - Throws: whatever is wrong when it does not succeed.
    func follow(_ call: RuncCall, _ output: OutputPipe) async throws(RuncError) {
        try await inPrivateFolder { folder in
            defer {
                output.programEnded()
                // Nobody reads what a runtime told that was killed. Closed here, before the folder goes, and not when
                // the last reference to it happens to go.
                if Task.isCancelled { output.unread.close() }
            }
            let error = try OutputPipe(keeping: .end, limit: Self.errorLimit, on: system)
            let log = try await callLog(of: call, folder)
            async let complaint = error.contents()
            let descriptors = [nil, output.writeEnd, error.writeEnd]
            let exit = try await monitor.run(request(for: call, descriptors: descriptors, folder)) { _ in
                output.closeWriteEnd()
                error.closeWriteEnd()
            }
            error.programEnded()
            let standardError = try await complaint
            guard exit.status == .exited(0) else {
                let message = try await log.failureMessage(standardError.bytes)
                throw RuncError(call, status: exit.status, message: message)
            }
        }
    }
}
