import Libcontainer

/// Why a command failed, as it is said, and the status by which the program ends.
struct CommandError: Error, Hashable {
    var message: String
    var status: Int32 = 1

    init(_ message: String, status: Int32 = 1) { (self.message, self.status) = (message, status) }

    init(_ error: LibcontainerError) { self.init("\(error)") }

    /// The same, with what was being done in front.
    func during(_ what: String, status: Int32? = nil) -> CommandError {
        CommandError("\(what): \(message)", status: status ?? self.status)
    }
}

/// Makes an error of the library's one of a command's.
func command<Value>(_ body: () throws(LibcontainerError) -> Value) throws(CommandError) -> Value {
    do {
        return try body()
    } catch {
        throw CommandError(error)
    }
}
