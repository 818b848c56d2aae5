import Linux
import SystemPackage

/// The keyring that all processes of a container share, and nobody else (session-keyring(7)).
enum SessionRing {
    /// KEY_USR_SEARCH: whoever is the same user may search it, so that processes which enter can join.
    private static let userSearch: UInt32 = 0x0008_0000

    /// Joins it.
    ///
    /// - Parameter isFirst: whether this process makes it, and so sets who may use it.
    static func join(_ id: ContainerID, isFirst: Bool) throws(LibcontainerError) {
        do throws(LinuxError) {
            let ring = try SessionKeyring.join("_ses." + id.value)
            if isFirst { try SessionKeyring.allow(userSearch, of: ring) }
        } catch {
            // A kernel without keys has none to hide.
            guard error.errno == .noFunction else { throw .system(error) }
        }
    }
}
