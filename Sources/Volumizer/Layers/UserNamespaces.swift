import Linux
import Synchronization
import SystemPackage

/// The user namespaces that id-mapped mounts are made with, one for each mapping, kept for the next container.
final class UserNamespaces: Sendable {
    private let descriptors = Mutex<[UserMapping: FileDescriptor]>([:])

    deinit {
        for descriptor in descriptors.withLock({ $0.values }) { descriptor.closeIgnoringErrors() }
    }

    /// The namespace with this mapping. The descriptor stays this object's.
    func namespace(for mapping: UserMapping) throws(LinuxError) -> FileDescriptor {
        let result = descriptors.withLock { descriptors in
            Result { () throws(LinuxError) in
                if let descriptor = descriptors[mapping] { return descriptor }
                let descriptor = try UserNamespace.make(mapping)
                descriptors[mapping] = descriptor
                return descriptor
            }
        }
        return try result.get()
    }
}
