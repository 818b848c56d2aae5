import CArchive
import Glibc
import SystemPackage

/// Bytes from a descriptor, which stays the caller's: plain, or packed by gzip or zstd, which shows at their beginning.
///
/// Only the decompression is libarchive's; what comes out is read by code of ours.
final class DecompressedSource: ByteSource {
    private static let readSize = 1 << 18

    private let archive: OpaquePointer
    private let name: String
    /// What the library has given and nobody has taken; its memory until the next call.
    private var block = UnsafeRawBufferPointer(start: nil, count: 0)

    /// - Parameter name: for messages.
    init(_ descriptor: FileDescriptor, name: String) throws(ArchiveError) {
        guard let archive = archive_read_new() else { throw .failed(path: name, errno: .noMemory) }
        (self.archive, self.name) = (archive, name)
        var status = archive_read_support_format_raw(archive)
        // Or else no bytes would be an error.
        if status == ARCHIVE_OK { status = archive_read_support_format_empty(archive) }
        if status == ARCHIVE_OK { status = archive_read_support_filter_gzip(archive) }
        if status == ARCHIVE_OK { status = archive_read_support_filter_zstd(archive) }
        if status == ARCHIVE_OK { status = archive_read_open_fd(archive, descriptor.rawValue, Self.readSize) }
        guard status == ARCHIVE_OK else { throw damaged }
        var entry: OpaquePointer?
        status = archive_read_next_header(archive, &entry)
        guard status == ARCHIVE_OK || status == ARCHIVE_EOF else { throw damaged }
        isAtEnd = status == ARCHIVE_EOF
    }

    deinit { archive_read_free(archive) }

    private var isAtEnd = false

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        while block.isEmpty, !isAtEnd {
            var (start, count, offset): (UnsafeRawPointer?, Int, la_int64_t) = (nil, 0, 0)
            let status = archive_read_data_block(archive, &start, &count, &offset)
            if status == ARCHIVE_EOF { isAtEnd = true }
            guard status == ARCHIVE_OK || status == ARCHIVE_EOF || status == ARCHIVE_RETRY else { throw damaged }
            block = UnsafeRawBufferPointer(start: start, count: status == ARCHIVE_OK ? count : 0)
        }
        let count = min(block.count, buffer.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.prefix(count)))
        block = UnsafeRawBufferPointer(rebasing: block.dropFirst(count))
        return count
    }

    /// What went wrong: reading, for which the library has an error number of the system, or what was read.
    private var damaged: ArchiveError {
        let number = archive_errno(archive)
        // EILSEQ stands for a wrong format in its own numbers, and what is below zero for all that has none.
        if number > 0, number != EILSEQ, number != EINVAL { return .failed(path: name, errno: Errno(rawValue: number)) }
        let text = archive_error_string(archive).map { String(cString: $0) } ?? "it cannot be read"
        return .malformed(reason: Array(text.utf8).shown)
    }
}
