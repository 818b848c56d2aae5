import SystemPackage
import Testing

/// The runtimes that are compared: each is a command line, and nothing else is known of it.
enum Contender: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case runc
    case crun
    case own = "gdn-runc"

    var testDescription: String { rawValue }

    /// Its program, if it works on this host; nil after it was printed why not.
    func usableExecutable() throws -> FilePath? {
        switch self {
        case .runc: try Runtime.runc.usableExecutable()
        case .crun: try Runtime.crun.usableExecutable()
        case .own: try BuiltPrograms.path(of: rawValue)
        }
    }
}
