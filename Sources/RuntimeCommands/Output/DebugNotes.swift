import Libcontainer
import Linux
import SystemPackage

/// What the processes that this program starts say of themselves, for the log.
final class DebugNotes {
    private var pipe: (read: FileDescriptor, write: FileDescriptor)?

    /// Where they write. Made when it is first asked for: descriptors that the caller passes are counted before.
    func place() throws(CommandError) -> FileDescriptor {
        if let pipe { return pipe.write }
        do {
            let made = try Pipe.make(nonBlockingRead: true, nonBlockingWrite: true)
            pipe = made
            return made.write
        } catch {
            throw CommandError(.system(error))
        }
    }

    /// Writes into `log` what they have said until now.
    func tell(_ log: Log) {
        guard let pipe else { return }
        var text: [UInt8] = []
        while let part = try? pipe.read.readNow(upTo: 65_536), !part.isEmpty { text += part }
        for line in text.split(separator: UInt8(ascii: "\n")) {
            log.write(.debug, String(decoding: line, as: UTF8.self))
        }
    }
}
