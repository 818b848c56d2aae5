import Glibc
import SystemPackage

/// The names in a folder, sorted, in as little memory as they take.
struct FolderListing {
    private var bytes: [CChar] = []
    /// Where in `bytes` each name starts, last names first: the next one is at the end.
    private var starts: [Int] = []

    /// Lists what is in `folder`, without `.` and `..`; the descriptor stays the caller's.
    init(of folder: FileDescriptor, _ path: @autoclosure () -> String) throws(ArchiveError) {
        let duplicate = try Call.run(path()) { fcntl(folder.rawValue, F_DUPFD_CLOEXEC, 0) }
        guard let stream = fdopendir(duplicate) else {
            let number = errno
            close(duplicate)
            throw .failed(path: path(), errno: Errno(rawValue: number))
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            withUnsafeBytes(of: &entry.pointee.d_name) { append($0.bindMemory(to: CChar.self)) }
        }
        guard errno == 0 else { throw .failed(path: path(), errno: Errno(rawValue: errno)) }
        sort()
    }

    /// Takes the next name off.
    mutating func popFirst() -> [UInt8]? {
        guard let start = starts.popLast() else { return nil }
        return bytes[start...].prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    }

    private mutating func append(_ name: UnsafeBufferPointer<CChar>) {
        let dot = CChar(bitPattern: UInt8(ascii: "."))
        if name[0] == dot, name[1] == 0 || name[1] == dot && name[2] == 0 { return }
        starts.append(bytes.count)
        bytes += name.prefix { $0 != 0 }
        bytes.append(0)
    }

    private mutating func sort() {
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            starts.sort { strcmp(base + $0, base + $1) > 0 }
        }
    }
}
