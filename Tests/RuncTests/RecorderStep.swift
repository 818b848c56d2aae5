/// What the recorder does after it has written down how it was called (Tests/Recorder/recorder.h).
enum RecorderStep: Sendable {
    /// Writes to standard output.
    case output(String)
    /// Writes to standard error.
    case error(String)
    /// Writes so many bytes to a descriptor.
    case fill(descriptor: Int32, bytes: Int)
    /// Writes a text to standard output so many times.
    case `repeat`(Int, String)
    /// Copies standard input to standard output.
    case copyInput
    /// Closes a descriptor.
    case close(Int32)
    /// Appends an error to the call's log.
    case logError(String)
    /// Writes the pid file.
    case pid(String)
    /// Leaves a process that has all descriptors, for so many seconds.
    case grandchild(seconds: Int)
    /// Waits to be killed.
    case wait
    /// Sends itself a signal.
    case signal(Int32)
    /// Ends.
    case exit(Int32)

    /// The script's line.
    var line: String {
        switch self {
        case .output(let text): "out " + Self.escaped(text)
        case .error(let text): "err " + Self.escaped(text)
        case .fill(let descriptor, let bytes): "fill \(descriptor) \(bytes)"
        case .repeat(let count, let text): "repeat \(count) " + Self.escaped(text)
        case .copyInput: "cat"
        case .close(let descriptor): "close \(descriptor)"
        case .logError(let message): "log " + Self.escaped(#"{"level":"error","msg":"\#(message)"}"#)
        case .pid(let text): "pid " + Self.escaped(text)
        case .grandchild(let seconds): "grandchild \(seconds)"
        case .wait: "wait"
        case .signal(let number): "signal \(number)"
        case .exit(let status): "exit \(status)"
        }
    }

    private static func escaped(_ text: String) -> String {
        // By scalars: a carriage return and a new line are one character.
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\n": "\\n"
            default: String(scalar)
            }
        }.joined()
    }
}
