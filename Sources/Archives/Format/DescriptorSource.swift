import CGuardian
import Glibc
import SystemPackage

/// Bytes from a descriptor, which stays the caller's.
final class DescriptorSource: ByteSource {
    private let descriptor: FileDescriptor
    /// For messages.
    private let name: String
    private var canMove = true

    init(_ descriptor: FileDescriptor, name: String) { (self.descriptor, self.name) = (descriptor, name) }

    func move(_ count: Int, to file: FileDescriptor) throws(ArchiveError) -> Int? {
        guard canMove else { return nil }
        let moved = cg_splice(descriptor.rawValue, file.rawValue, count)
        if moved >= 0 { return moved }
        // Reading and writing say what is wrong, if anything is.
        canMove = false
        return nil
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        try Call.run(name) { Glibc.read(descriptor.rawValue, buffer.baseAddress, buffer.count) }
    }
}
