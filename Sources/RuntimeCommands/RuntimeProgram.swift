import Glibc
import Libcontainer
import Linux
import SystemPackage

/// The program `gdn-runc`: the command line of runc, over `Libcontainer`.
enum RuntimeProgram {
    static let version = "1.4.0"
    /// What takes the place of runc's commit.
    static let commit = "gdn-runc"

    /// Does what the arguments say.
    ///
    /// - Returns: the status to end with.
    static func run(_ arguments: [String], environment: [String]) -> Int32 {
        let program = arguments.first.map { FilePath($0).lastComponent?.string ?? $0 } ?? "gdn-runc"
        let line: GlobalLine
        do {
            line = try GlobalLine(arguments.dropFirst(), program: program, environment: environment)
        } catch {
            return Refusal.status(of: error)
        }
        do {
            guard let invocation = try line.invocation() else { return 0 }
            if needsProtection(invocation.shape.name) { try protect(arguments, environment) }
            return try perform(invocation)
        } catch {
            line.log.writeLast(error.message)
            return error.status
        }
    }

    private static func perform(_ invocation: Invocation) throws(CommandError) -> Int32 {
        defer { invocation.notes?.tell(invocation.log) }
        return switch invocation.shape.name {
        case "create": try invocation.create()
        case "run": try invocation.run()
        case "start": try invocation.release()
        case "exec": try invocation.exec()
        case "kill": try invocation.kill()
        case "delete": try invocation.delete()
        case "state": try invocation.state()
        case "ps": try invocation.ps()
        case "spec": try invocation.spec()
        case "features": try invocation.features()
        default: try invocation.list()
        }
    }

    /// Commands by which a process of this program meets those of a container.
    private static func needsProtection(_ name: String) -> Bool { ["create", "run", "exec"].contains(name) }

    /// Goes on as a form of the program that nobody inside can write to, and that nobody inside can look into.
    private static func protect(_ arguments: [String], _ environment: [String]) throws(CommandError) {
        do throws(LinuxError) {
            if try !OwnProgram.isProtected() {
                throw Execution.become(
                    try OwnProgram.protected(), arguments: arguments, environment: environment)
            }
            try OwnProcess.setDumpable(false)
            try OwnProcess.setName("gdn-runc")
        } catch {
            throw CommandError(.system(error))
        }
    }
}

/// The program's entry, called by its C main.
@c(guardian_runc_main)
public func runtimeMain(
    _ count: Int32, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
    _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    var variables: [String] = []
    while let variable = environment[variables.count] { variables.append(String(cString: variable)) }
    let words = (0..<Int(count)).compactMap { arguments[$0].map { String(cString: $0) } }
    return RuntimeProgram.run(words, environment: variables)
}
