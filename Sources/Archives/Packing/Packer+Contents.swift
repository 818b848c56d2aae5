import Glibc
import Linux
import SystemPackage

extension Packer {
    /// Packs a regular file with exactly as many bytes as it has at first: one that shrinks is filled up, and what one
    /// grows by is left out.
    func packFile(_ name: [UInt8], named path: [UInt8], in folder: FileDescriptor) throws(ArchiveError) {
        // Should a pipe have taken its place, opening does not wait.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let number = try Call.run(shown(path)) { name.withCString { openat(folder.rawValue, $0, flags) } }
        let file = FileDescriptor(rawValue: number)
        defer { file.closeIgnoringErrors() }
        var status = stat()
        try Call.run(shown(path)) { fstat(number, &status) }
        guard status.st_mode & S_IFMT == S_IFREG else { return note(.changed(path: shown(path))) }
        var entry = entry(.file, path, status)
        entry.size = Int64(status.st_size)
        entry.attributes = try FileAttributes.read(file, shown(path))
        try writer.writeHeader(entry, stored: entry.size)
        try copy(file, entry)
        try writer.finishContents(stored: entry.size)
    }

    private func copy(_ file: FileDescriptor, _ entry: TarEntry) throws(ArchiveError) {
        var left = entry.size
        while left > 0 {
            var failure: ArchiveError?
            let count = try output.write(upTo: left) { buffer throws(ArchiveError) in
                var count = 0
                let number = Call.errorNumber {
                    count = Glibc.read(file.rawValue, buffer.baseAddress, buffer.count)
                    return count
                }
                if number != 0 { failure = .failed(path: shown(entry.name), errno: Errno(rawValue: number)) }
                return max(count, 0)
            }
            if count == 0 {
                note(failure ?? .changed(path: shown(entry.name)))
                return try output.writeZeros(left)
            }
            left -= Int64(count)
        }
    }
}
