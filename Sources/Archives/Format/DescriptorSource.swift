import Glibc
import SystemPackage

/// Bytes from a descriptor, which stays the caller's.
final class DescriptorSource: ByteSource {
    private let descriptor: FileDescriptor
    /// For messages.
    private let name: String

    init(_ descriptor: FileDescriptor, name: String) { (self.descriptor, self.name) = (descriptor, name) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        try Call.run(name) { Glibc.read(descriptor.rawValue, buffer.baseAddress, buffer.count) }
    }
}
