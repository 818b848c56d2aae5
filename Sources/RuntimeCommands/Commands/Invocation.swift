import Glibc
import Libcontainer
import Linux
import SystemPackage

/// One call of the program: the global flags, and a command with its own.
struct Invocation {
    /// How the program was called, without folders.
    let program: String
    let environment: [String]
    let shape: CommandShape
    let arguments: ParsedArguments
    let root: FilePath
    /// Whether the root was named by the caller.
    let hasOwnRoot: Bool
    let rootless: String
    let log: Log
    /// What started processes say; nil: nobody wants to know.
    let notes: DebugNotes?

    var factory: ContainerFactory { ContainerFactory(root: root) }

    /// The container that the first word names.
    func id() throws(CommandError) -> ContainerID {
        try command { () throws(LibcontainerError) in try ContainerID(arguments.words.first ?? "") }
    }

    func container() throws(CommandError) -> Container {
        let id = try id()
        return try command { () throws(LibcontainerError) in try factory.load(id) }
    }

    /// Whether errors for lack of permission about cgroups are to be passed over.
    func isRootless() throws(CommandError) -> Bool {
        if rootless.isEmpty || rootless.lowercased() == "auto" { return geteuid() != 0 || OwnUserNamespace.isOwn() }
        guard let isSet = ParsedArguments.bool(rootless) else {
            throw CommandError("strconv.ParseBool: parsing \(GoText.quoted(rootless)): invalid syntax")
        }
        return isSet
    }

    /// The value of an environment variable.
    func variable(_ name: String) -> String? { Self.variable(name, environment) }

    static func variable(_ name: String, _ environment: [String]) -> String? {
        environment.last { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// A path of the command line from where the program was called.
    static func absolute(_ path: String) -> FilePath {
        let path = FilePath(path)
        if path.isAbsolute { return path.lexicallyNormalized() }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return path }
        return FilePath(platformString: buffer).pushing(path).lexicallyNormalized()
    }
}
