public import RuncCommand
public import SystemPackage

/// Where a runtime's messages go. They say why a call failed.
public enum LogDestination: Sendable, Hashable {
    /// To a file of the call's own, which is gone afterwards (`--log`, JSON).
    case perCall
    /// To the end of a file (`--log`). What was appended during a call is taken for this call's messages: calls that
    /// use one file at the same time may be told each other's failures.
    case file(FilePath, format: RuncConfiguration.LogFormat = .json)
    /// To the runtime's standard error (no `--log`). For a call that starts a process that is where the process's own
    /// errors go too: what the process writes may be taken for the runtime's messages, and nothing is known about a
    /// failure when the caller has other streams than `StandardIO.captured`.
    case standardError
}

extension RuncClient {
    /// Where messages about `call` go.
    func logDestination(of call: RuncCall) -> LogDestination {
        guard case .exec(_, _, let options) = call, let own = options.log else { return log }
        guard case .file(_, let format) = log else { return .file(own, format: .json) }
        return .file(own, format: format)
    }

    /// The configuration for `call`, with its log.
    func configuration(for call: RuncCall, _ folder: PrivateFolder) -> RuncConfiguration {
        var configuration = configuration
        switch logDestination(of: call) {
        case .perCall: (configuration.log, configuration.logFormat) = (folder.log, .json)
        case .file(let path, let format): (configuration.log, configuration.logFormat) = (path, format)
        case .standardError: configuration.log = nil
        }
        return configuration
    }

    /// What the runtime will write about `call`, which has not begun yet.
    func callLog(of call: RuncCall, _ folder: PrivateFolder) async throws -> CallLog {
        switch logDestination(of: call) {
        case .perCall: return CallLog(path: folder.log, offset: 0, system: system)
        case .standardError: return CallLog(path: nil, offset: 0, system: system)
        case .file(let path, _):
            let path = workingDirectory.map { $0.pushing(path) } ?? path
            return CallLog(path: path, offset: try await CallLog.size(of: path, on: system), system: system)
        }
    }
}
