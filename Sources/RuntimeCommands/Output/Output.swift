import Linux
import SystemPackage

/// What is written for whoever called.
enum Output {
    /// Writes all of it. A reader that is gone is not to be told anything.
    static func write(_ bytes: some Sequence<UInt8>, to descriptor: FileDescriptor = .standardOutput) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            do {
                guard let count = try descriptor.writeNow(rest) else { return }
                rest = rest.dropFirst(count)
            } catch {
                return
            }
        }
    }

    static func write(_ text: String, to descriptor: FileDescriptor = .standardOutput) {
        write(text.utf8, to: descriptor)
    }
}
