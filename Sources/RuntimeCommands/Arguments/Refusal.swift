/// Why a command line is refused before there is a log.
enum Refusal: Error, Hashable {
    case usage(String, help: String)
    case plain(String)

    /// Says it.
    ///
    /// - Returns: the status to end with.
    static func status(of refusal: Refusal) -> Int32 {
        switch refusal {
        case .usage(let text, let help):
            Output.write("Incorrect Usage: \(text)\n\n" + help)
            Log().writeLast(text)
        case .plain(let text): Log().writeLast(text)
        }
        return 1
    }
}
