import CGuardian
import Glibc
public import SystemPackage

/// Pipes.
public enum Pipe {
    /// Makes a close-on-exec pipe; the caller owns both ends.
    public static func make(
        nonBlockingRead: Bool = false, nonBlockingWrite: Bool = false
    ) throws(LinuxError) -> (read: FileDescriptor, write: FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        try SystemCall.check("make a pipe", nil, cg_pipe(&ends))
        let (read, write) = (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
        do {
            if nonBlockingRead { try read.setNonBlocking() }
            if nonBlockingWrite { try write.setNonBlocking() }
        } catch {
            read.closeIgnoringErrors()
            write.closeIgnoringErrors()
            throw error
        }
        return (read, write)
    }
}

extension FileDescriptor {
    /// Lets a pipe hold `bytes` instead of the usual 64 KiB, where the host allows: a writer and a reader that move much
    /// wait for each other less often. Memory is taken only for what is in it.
    ///
    /// The limits are those of pipe(7), for each pipe and for all pipes of a user; beyond them the pipe stays as it is.
    public func setPipeCapacityIfAllowed(_ bytes: Int32) {
        // F_SETPIPE_SZ, which the C library shows to GNU programs only.
        _ = fcntl(rawValue, 1031, bytes)
    }

    /// Makes reading and writing answer "not now" instead of waiting. Holds for every duplicate as well.
    public func setNonBlocking() throws(LinuxError) {
        let flags = try SystemCall.run("read flags of", "descriptor \(rawValue)") { fcntl(rawValue, F_GETFL) }
        try SystemCall.run("set flags of", "descriptor \(rawValue)") { fcntl(rawValue, F_SETFL, flags | O_NONBLOCK) }
    }

    /// The same for a descriptor that its owner has just made: the only error left is that it is none, which the first
    /// use shows as well.
    public func setNonBlockingIfOpen() {
        let flags = fcntl(rawValue, F_GETFL)
        if flags >= 0 { _ = fcntl(rawValue, F_SETFL, flags | O_NONBLOCK) }
    }

    /// Whether the number stands for something open.
    public var isOpen: Bool { fcntl(rawValue, F_GETFD) >= 0 }

    /// Whether it is open, and programs that this one executes get it. Nothing that this project opens is like that: so it
    /// was given to this program.
    public var isPassedOn: Bool {
        let flags = fcntl(rawValue, F_GETFD)
        return flags >= 0 && flags & FD_CLOEXEC == 0
    }

    /// Closes it for programs that this one executes.
    public func setCloseOnExec() throws(LinuxError) {
        try SystemCall.run("set flags of", "descriptor \(rawValue)") { fcntl(rawValue, F_SETFD, FD_CLOEXEC) }
    }

    /// A close-on-exec duplicate, owned by the caller.
    public func duplicated() throws(LinuxError) -> FileDescriptor {
        let number = try SystemCall.run("duplicate", "descriptor \(rawValue)") { fcntl(rawValue, F_DUPFD_CLOEXEC, 0) }
        return FileDescriptor(rawValue: number)
    }

    /// Makes `owner` the owner of the file behind it.
    public func setOwner(_ owner: FileOwner) throws(LinuxError) {
        try SystemCall.run("set owner of", "descriptor \(rawValue)") { fchown(rawValue, owner.user, owner.group) }
    }

    /// Reads what is there, at most `limit` bytes, without waiting if it is non-blocking.
    ///
    /// - Returns: an empty array at the end; nil when there is nothing now.
    public func readNow(upTo limit: Int) throws(LinuxError) -> [UInt8]? {
        var answer = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            repeat { answer = Glibc.read(rawValue, buffer.baseAddress, limit) } while answer < 0 && errno == EINTR
            count = max(answer, 0)
        }
        if answer >= 0 { return bytes }
        let number = errno
        if number == EAGAIN { return nil }
        throw .failed(operation: "read", subject: "descriptor \(rawValue)", errno: Errno(rawValue: number))
    }

    /// Writes what there is room for, without waiting if it is non-blocking.
    ///
    /// - Returns: how many bytes were written; nil when there is no room now.
    public func writeNow(_ bytes: ArraySlice<UInt8>) throws(LinuxError) -> Int? {
        var answer = 0
        bytes.withUnsafeBytes { buffer in
            repeat {
                answer = Glibc.write(rawValue, buffer.baseAddress, buffer.count)
            } while answer < 0 && errno == EINTR
        }
        if answer >= 0 { return answer }
        let number = errno
        if number == EAGAIN { return nil }
        throw .failed(operation: "write", subject: "descriptor \(rawValue)", errno: Errno(rawValue: number))
    }
}
