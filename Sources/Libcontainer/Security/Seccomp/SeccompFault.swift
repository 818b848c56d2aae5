public import SystemPackage

/// Why there can be no filter for a profile. The texts are runc's where it has one.
public enum SeccompFault: Error, Hashable, Sendable {
    /// A comparison that does not exist.
    case unknownOperator(String)
    /// An architecture that does not exist, or that the library does not know.
    case unknownArchitecture(String)
    /// A flag that does not exist.
    case unknownFlag(String)
    /// A flag that the kernel does not know.
    case unsupportedFlag(String)
    /// A rule for a call without a name.
    case emptyName
    /// A condition on an argument that no call has.
    case argumentIndex(UInt32)
    /// Nobody would be there to answer for all calls.
    case notifyByDefault
    /// The runtime itself needs this call before there is somebody who answers.
    case notifyOnWrite
    /// Nobody is named who answers.
    case noListenerPath
    /// The library refuses something; the subject is an architecture or a call, if it is about one.
    case library(operation: String, subject: String?, Errno)
    /// A file in memory for the program cannot be made or read.
    case system(String)
    /// The kernel takes no program of this many instructions.
    case tooLong(instructions: Int)
}

extension SeccompFault: CustomStringConvertible {
    /// One sentence with the values in it.
    public var description: String {
        switch self {
        case .unknownOperator(let name): "string \(name) is not a valid operator for seccomp"  // verbatim
        case .unknownArchitecture(let name): "string \(name) is not a valid arch for seccomp"  // verbatim
        case .unknownFlag(let name): "seccomp flag \(name) is not known to runc"  // verbatim
        case .unsupportedFlag(let name): "seccomp flag \(name) is not supported by the kernel"
        case .emptyName: "empty string is not a valid syscall"  // verbatim
        case .argumentIndex(let index): "syscalls only have up to 6 arguments (\(index) given)"
        case .notifyByDefault: "SCMP_ACT_NOTIFY cannot be used as default action"  // verbatim
        case .notifyOnWrite: "SCMP_ACT_NOTIFY cannot be used for the write syscall"  // verbatim
        case .noListenerPath: "seccomp listenerPath is not set"  // verbatim
        case .library(let operation, let subject?, let errno): "\(operation) \(subject): \(errno)"
        case .library(let operation, nil, let errno): "\(operation): \(errno)"
        case .system(let text): text
        case .tooLong(let instructions): "a filter of \(instructions) instructions is longer than the kernel takes"
        }
    }
}
