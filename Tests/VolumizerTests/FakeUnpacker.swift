import GuardianTestSupport
import Linux
import SystemPackage

@testable import Volumizer

/// An unpacker that makes one file for each byte of the archive, named after it.
struct FakeUnpacker: ImageUnpacking {
    /// What happens after unpacking, with the folder.
    let unpacked = Stub<FilePath, TreeSize> { _ in TreeSize(bytes: 4096, inodes: 2) }

    func unpack(_ archive: FileDescriptor, to destination: FilePath) async throws -> UnpackedContents {
        while let bytes = try archive.readNow(upTo: 4096), !bytes.isEmpty {
            for byte in bytes {
                try Files.write([], to: destination.appending("\(byte)"), mode: .ownerReadWrite, durably: false)
            }
        }
        // Others, who must wait, get a chance to run.
        for _ in 0..<10 { await Task.yield() }
        return UnpackedContents(size: try await unpacked(destination))
    }
}
