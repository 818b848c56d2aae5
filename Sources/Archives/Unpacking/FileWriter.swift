import Glibc
import SystemPackage

/// Writes the contents of a new file, with its holes.
struct FileWriter {
    private static let partSize = 1 << 18

    private let file: FileDescriptor
    private let path: String

    /// - Parameter shown: the path, for messages.
    init(_ file: FileDescriptor, shown path: String) { (self.file, self.path) = (file, path) }

    /// Writes all that the archive has of the member.
    func write(_ entry: TarEntry, from reader: TarReader) throws(ArchiveError) {
        guard let extents = entry.extents else {
            while let part = try reader.readContents(upTo: Self.partSize) { try write(part) }
            return
        }
        for extent in extents {
            try Call.run(path) { lseek(file.rawValue, off_t(extent.offset), SEEK_SET) }
            var left = extent.count
            while left > 0, let part = try reader.readContents(upTo: Int(min(left, Int64(Self.partSize)))) {
                try write(part)
                left -= Int64(part.count)
            }
        }
        try Call.run(path) { ftruncate(file.rawValue, off_t(entry.size)) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = try Call.run(path) { Glibc.write(file.rawValue, part.baseAddress, part.count) }
            rest = rest.dropFirst(count)
        }
    }
}
