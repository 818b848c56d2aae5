public import Linux
public import OCI

/// What one process of a container is: its first, or one that enters.
public struct ProcessConfiguration: Sendable, Hashable {
    /// The program and its arguments; never empty.
    public var arguments: [String]
    /// `NAME=value`, each name once. HOME is for whoever knows the container's users to add.
    public var environment: [String]
    /// The working directory, absolute, inside.
    public var workingDirectory: String
    /// Who it runs as, by the container's ids.
    public var user: OCIUser
    /// Whether it gets a terminal.
    public var hasTerminal: Bool
    /// The terminal's first size; nil: as the kernel makes it.
    public var consoleSize: OCIConsoleSize?
    /// Its capabilities, by name; nil: those of the container.
    public var capabilities: OCICapabilities?
    /// Its resource limits.
    public var resourceLimits: [ResourceLimit] = []
    /// Whether neither it nor its children can gain privileges.
    public var noNewPrivileges: Bool
    /// Its AppArmor profile; empty: that of the container.
    public var apparmorProfile: String
    /// Its SELinux context; empty: that of the container.
    public var label: String
    /// What the kernel adds to its badness when memory is out; nil: nothing is changed.
    public var oomScoreAdjustment: Int?
    /// How it is scheduled; nil: as the container says.
    public var scheduler: Scheduling?
    /// Its turn at block devices; nil: as the container says.
    public var ioPriority: IOPriority?
    /// The processors that it may use when it enters; nil: as the container says.
    public var cpuAffinity: CPUAffinity?

    /// Translates the process of a document, or of a process file. Looks at nothing else.
    ///
    /// - Parameter process: nil when the document has none.
    /// - Throws: `LibcontainerError.process` for one that could never run, `.configuration` for values that do not exist.
    public init(_ process: OCIProcess?) throws(LibcontainerError) {
        do {
            try self.init(checking: process)
        } catch {
            throw .process(error)
        }
        do {
            try translate(process ?? OCIProcess())
        } catch {
            throw .configuration(error)
        }
    }

    private init(checking process: OCIProcess?) throws(ProcessFault) {
        guard let process else { throw .missing }
        let directory = process.workingDirectory
        guard !directory.isEmpty else { throw .directoryMissing }
        guard directory.utf8.first == UInt8(ascii: "/") else { throw .directoryRelative }
        guard !process.arguments.isEmpty else { throw .argumentsMissing }
        for text in process.arguments + [directory] where text.utf8.contains(0) { throw .containsNUL }
        (arguments, workingDirectory) = (process.arguments, directory)
        environment = try Self.checked(process.environment)
        (user, hasTerminal, consoleSize) = (process.user, process.terminal, process.consoleSize)
        (capabilities, noNewPrivileges) = (process.capabilities, process.noNewPrivileges)
        (apparmorProfile, label) = (process.apparmorProfile ?? "", process.selinuxLabel ?? "")
        oomScoreAdjustment = process.oomScoreAdjustment
    }

    private mutating func translate(_ process: OCIProcess) throws(ConfigurationFault) {
        for limit in process.resourceLimits { resourceLimits.append(try ResourceLimit(limit)) }
        if let given = process.scheduler { scheduler = try Scheduling(given) }
        if let given = process.ioPriority { ioPriority = try IOPriority(given) }
        if let given = process.cpuAffinity { cpuAffinity = try CPUAffinity(given) }
    }

    /// Each variable once, where it is set last: what a program sees of a name that is there twice is not defined.
    static func checked(_ environment: [String]) throws(ProcessFault) -> [String] {
        // By their bytes: two ways to write a letter are one string and two variables.
        var names: Set<[UInt8]> = []
        var reversed: [String] = []
        for entry in environment.reversed() {
            guard let equals = entry.utf8.firstIndex(of: UInt8(ascii: "=")) else { throw .variableWithoutValue }
            let name = entry[..<equals]
            guard !name.isEmpty else { throw .variableWithoutName }
            guard names.insert(Array(name.utf8)).inserted else { continue }
            guard !entry.utf8.contains(0) else { throw .variableContainsNUL(name: String(name)) }
            reversed.append(entry)
        }
        return reversed.reversed()
    }
}

/// Why a process can never run. The texts are runc's.
public enum ProcessFault: Error, Hashable, Sendable {
    /// There is none.
    case missing
    /// It has no working directory.
    case directoryMissing
    /// Its working directory is relative.
    case directoryRelative
    /// It has no program.
    case argumentsMissing
    /// The kernel would cut an argument or the working directory off.
    case containsNUL
    /// An entry without `=`.
    case variableWithoutValue
    /// An entry that begins with `=`.
    case variableWithoutName
    /// The kernel would cut a variable off.
    case variableContainsNUL(name: String)
}

extension ProcessFault: CustomStringConvertible {
    /// What runc says.
    public var description: String {
        switch self {
        case .missing: "process property must not be empty"
        case .directoryMissing: "Cwd property must not be empty"
        case .directoryRelative: "Cwd must be an absolute path"
        case .argumentsMissing: "args must not be empty"
        case .containsNUL: "process args or cwd contain null byte"
        case .variableWithoutValue: "invalid environment variable: missing '='"
        case .variableWithoutName: "invalid environment variable: name cannot be empty"
        case .variableContainsNUL(let name): "invalid environment variable \"\(name)\": contains nul byte (\\x00)"
        }
    }
}
