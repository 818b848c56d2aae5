import Glibc
import Linux
import SystemPackage

/// The folder of the containers' state when the caller does not name one.
struct DefaultRoot: Hashable {
    let path: String
    /// Whether it lies in the user's own folder for what lasts as long as he is logged in.
    let isUsers: Bool

    /// Decides by who calls.
    ///
    /// - Parameter isInUserNamespace: asked only when it matters.
    init(environment: [String], user: UInt32, isInUserNamespace: () -> Bool) {
        let folder = Invocation.variable("XDG_RUNTIME_DIR", environment) ?? ""
        isUsers =
            !folder.isEmpty
            && (user != 0 || Invocation.variable("USER", environment) != "root" && isInUserNamespace())
        path = isUsers ? folder + "/runc" : "/run/runc"
    }

    /// Makes the user's own. Its sticky bit keeps it from being tidied up (XDG base directory specification).
    func prepare() throws(CommandError) {
        guard isUsers else { return }
        do {
            let folder = FilePath(path)
            try Files.makeDirectories(folder, mode: FilePermissions(rawValue: 0o700))
            try Files.setMode(FilePermissions(rawValue: 0o1700), of: folder)
        } catch {
            throw CommandError("the path in $XDG_RUNTIME_DIR must be writable by the user: \(error)")
        }
    }
}

/// Whether users of this program are not those of the host.
enum OwnUserNamespace {
    static func isOwn() -> Bool {
        do {
            return !isHosts(String(decoding: try Files.read("/proc/self/uid_map"), as: UTF8.self))
        } catch {
            // A kernel without user namespaces has none.
            return false
        }
    }

    /// Whether a uid_map is that of the first user namespace: all users as they are.
    static func isHosts(_ map: String) -> Bool {
        let lines = map.split(separator: "\n").map { $0.split(separator: " ") }
        return lines.isEmpty || lines == [["0", "0", "4294967295"]]
    }
}
