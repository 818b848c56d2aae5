import Linux
import OCI
import Runc
import RuncCommand
import Testing

/// Something that a runtime cannot do, and what the client must make of its answer.
struct RuntimeFailure: Sendable, CustomTestStringConvertible {
    /// How far a container has come before the call.
    enum Stage: Sendable {
        case absent
        case created
        case running
        case paused
        case stopped
    }

    /// A case of `RuncError`, or none.
    enum Outcome: Sendable, Hashable {
        case success
        case notFound
        case alreadyExists
        case wrongState
        case executableNotFound
        case unknownUser
        case workingDirectory
        case memoryLimitTooSmall
        case unsupportedCommand
        /// `RuncError.failed` with this in its message.
        case failed(saying: String)
        /// `RuncError.failed` by a signal: the runtime crashed.
        case crashed
        /// Not one of those above.
        case unexpected(String)
    }

    let what: String
    let stage: Stage
    let runc: Outcome
    let crun: Outcome
    let own: Outcome
    let call: @Sendable (RuntimeSandbox) async throws -> Void

    var testDescription: String { what }

    /// A row of the table that expects the same of all runtimes.
    init(
        _ what: String, _ stage: Stage, _ all: Outcome, call: @escaping @Sendable (RuntimeSandbox) async throws -> Void
    ) {
        (self.what, self.stage, runc, crun, own, self.call) = (what, stage, all, all, all, call)
    }

    private init(_ row: RuntimeFailure, crun: Outcome, own: Outcome) {
        (what, stage, runc, self.crun, self.own, call) = (row.what, row.stage, row.runc, crun, own, row.call)
    }

    /// The same row where crun differs.
    func butCrun(_ outcome: Outcome) -> RuntimeFailure { RuntimeFailure(self, crun: outcome, own: own) }

    /// The same row where ours differs from runc.
    func butOwn(_ outcome: Outcome) -> RuntimeFailure { RuntimeFailure(self, crun: crun, own: outcome) }

    func expected(of runtime: Runtime) -> Outcome {
        switch runtime {
        case .runc: runc
        case .crun: crun
        case .own: own
        }
    }
}

extension RuntimeFailure.Outcome {
    /// What `error` is, as far as `expected` needs to know.
    init(_ error: RuncError, expecting expected: Self) {
        switch error {
        case .notFound: self = .notFound
        case .alreadyExists: self = .alreadyExists
        case .wrongState: self = .wrongState
        case .executableNotFound: self = .executableNotFound
        case .unknownUser: self = .unknownUser
        case .workingDirectory: self = .workingDirectory
        case .memoryLimitTooSmall: self = .memoryLimitTooSmall
        case .unsupportedCommand: self = .unsupportedCommand
        case .failed(_, .signalled, _): self = .crashed
        case .failed(_, _, let message):
            guard case .failed(let part) = expected, message.contains(part) else {
                self = .unexpected("\(error)")
                return
            }
            self = expected
        default: self = .unexpected("\(error)")
        }
    }
}
