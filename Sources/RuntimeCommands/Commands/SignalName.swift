import Linux

/// Signals by the names of signal(7).
enum SignalName {
    private static let names = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ]
    private static let others = ["IOT": 6, "CLD": 17, "POLL": 29, "UNUSED": 31] as [String: Int32]

    /// The signal that `text` means; 0 only asks whether there is somebody who could get one.
    static func wanted(_ text: String) throws(CommandError) -> Signal {
        if let signal = signal(text) { return signal }
        guard let number = Int32(text) else { throw CommandError("unknown signal \(GoText.quoted(text))") }
        guard number == 0 else { throw CommandError("unable to signal init: invalid argument") }
        return Signal(rawValue: 0)
    }

    /// The signal that `text` means: a number, or a name with or without `SIG`, in letters of any case.
    static func signal(_ text: String) -> Signal? {
        if let number = Int32(text) { return (1...64).contains(number) ? Signal(rawValue: number) : nil }
        let upper = text.uppercased()
        let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
        if let index = names.firstIndex(of: name) { return Signal(rawValue: Int32(index) + 1) }
        if let number = others[name] { return Signal(rawValue: number) }
        return realTime(name)
    }

    /// `RTMIN+3`, `RTMAX-3`, counted as the C library does.
    private static func realTime(_ name: String) -> Signal? {
        if name == "RTMIN" { return Signal(rawValue: 34) }
        if name == "RTMAX" { return Signal(rawValue: 64) }
        let number: Int32?
        if name.hasPrefix("RTMIN+") {
            number = Int32(name.dropFirst(6)).map { 34 + $0 }
        } else if name.hasPrefix("RTMAX-") {
            number = Int32(name.dropFirst(6)).map { 64 - $0 }
        } else {
            number = nil
        }
        return number.flatMap { (34...64).contains($0) ? Signal(rawValue: $0) : nil }
    }
}
