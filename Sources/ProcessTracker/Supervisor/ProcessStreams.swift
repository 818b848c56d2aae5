import Linux
import SystemPackage

/// The tracker's ends of a process's pipes. It keeps them so that the process meets neither the end of its input nor a
/// broken pipe while there is no server.
struct ProcessStreams {
    private(set) var input: FileDescriptor?
    let output: FileDescriptor
    let error: FileDescriptor

    /// What a server gets, in the order of the descriptors; nil when the input was given up.
    var forServer: [FileDescriptor] { [input, output, error].compactMap { $0 } }

    /// Makes the pipes, both ends owned by `owner`.
    static func make(
        owner: FileOwner
    ) throws(LinuxError) -> (kept: ProcessStreams, given: [FileDescriptor]) {
        var made: [FileDescriptor] = []
        do {
            for isInput in [true, false, false] {
                let pipe = try Pipe.make(nonBlockingRead: !isInput, nonBlockingWrite: isInput)
                made += isInput ? [pipe.write, pipe.read] : [pipe.read, pipe.write]
                // Both ends are one inode.
                try pipe.read.setOwner(owner)
            }
        } catch {
            for descriptor in made { descriptor.closeIgnoringErrors() }
            throw error
        }
        return (ProcessStreams(input: made[0], output: made[2], error: made[4]), [made[1], made[3], made[5]])
    }

    mutating func closeInput() {
        input?.closeIgnoringErrors()
        input = nil
    }

    mutating func closeAll() {
        closeInput()
        output.closeIgnoringErrors()
        error.closeIgnoringErrors()
    }
}
