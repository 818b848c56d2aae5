import Glibc
import Linux
import SystemPackage

/// Where a created container waits until `start` lets it go on: a named pipe in its folder.
struct ReleaseGate {
    private var place: FileDescriptor
    private var descriptors: FileDescriptor

    /// Takes hold of the folder with this process's descriptors while that is the host's: what is at /proc later is the
    /// container's matter.
    ///
    /// - Returns: nil when there is no pipe.
    init?(_ pipe: FileDescriptor?) throws(LibcontainerError) {
        guard let pipe else { return nil }
        let number = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else {
            throw .system(.failed(operation: "open", subject: "/proc/self/fd", errno: Errno(rawValue: errno)))
        }
        (place, descriptors) = (pipe, FileDescriptor(rawValue: number))
    }

    /// Closes everything from `first` on but what it takes to wait: a created container may wait for long, and whatever
    /// of the host is open in it would be there to be found.
    mutating func closeOthers(from first: Int32) throws(LibcontainerError) {
        // Both to high numbers, where neither is in the way of the other.
        let above = max(place.rawValue, descriptors.rawValue, first + 1) + 1
        for (old, number) in [(place, above), (descriptors, above + 1)] {
            if dup2(old.rawValue, number) < 0 { throw Self.failure("keep") }
        }
        for number in 0..<2 as Range<Int32> {
            if dup2(above + number, first + number) < 0 { throw Self.failure("keep") }
            try system { () throws(LinuxError) in try FileDescriptor(rawValue: first + number).setCloseOnExec() }
        }
        (place, descriptors) = (FileDescriptor(rawValue: first), FileDescriptor(rawValue: first + 1))
        try system { () throws(LinuxError) in try Execution.closeAll(from: first + 2) }
    }

    /// Waits until somebody opens the other end, and tells that he was heard, as runc does: by the byte `0`.
    func pass() throws(LibcontainerError) {
        var number: Int32 = -1
        repeat {
            number = openat(descriptors.rawValue, "\(place.rawValue)", O_WRONLY | O_CLOEXEC)
        } while number < 0 && errno == EINTR
        guard number >= 0 else { throw Self.failure("open") }
        let pipe = FileDescriptor(rawValue: number)
        defer { pipe.closeIgnoringErrors() }
        try system { () throws(LinuxError) in _ = try pipe.writeNow([UInt8(ascii: "0")]) }
        place.closeIgnoringErrors()
        descriptors.closeIgnoringErrors()
    }

    private static func failure(_ operation: String) -> LibcontainerError {
        .system(.failed(operation: operation, subject: "exec.fifo", errno: Errno(rawValue: errno)))
    }
}
