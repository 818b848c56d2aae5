import CGuardian
import Glibc
import Linux
import SystemPackage

extension RootFSBuilder {
    /// Makes the root's folder a mount, which only this namespace sees.
    mutating func makeRoot() throws(LinuxError) {
        let wanted = configuration.rootPropagation
        let spreading = wanted.spreading ?? .slave
        let isRecursive = wanted.spreading == nil || wanted.contains(.recursive)
        try Mounts.setPropagation(spreading, at: "/", recursive: isRecursive)
        if !isRecursive || (spreading != .slave && spreading != .private) { try hideMountBelowRoot() }

        let folder = try openRootFolder()
        defer { folder.closeIgnoringErrors() }
        let tree = try Mounts.cloneTree(of: folder, recursive: true)
        (top, root) = (tree, RootDirectory(owning: tree))
        try Mounts.attach(tree, on: folder)
    }

    /// The working folder may be reachable where its path is not: the way there can be closed to a user namespace's root.
    private func openRootFolder() throws(LinuxError) -> FileDescriptor {
        do throws(LinuxError) {
            return try Mounts.openTop(configuration.rootFS)
        } catch {
            guard error.errno == .permissionDenied else { throw error }
            let here = try Mounts.openTop(".")
            do throws(LinuxError) {
                guard try FolderEntry.location(of: here) == configuration.rootFS.lexicallyNormalized() else {
                    throw error
                }
                return here
            } catch {
                here.closeIgnoringErrors()
                throw error
            }
        }
    }

    /// Makes the mount that has the root's folder private: what is mounted on a shared one would appear on the host, and the
    /// root could not be changed (pivot_root(2)).
    private func hideMountBelowRoot() throws(LinuxError) {
        var path = configuration.rootFS
        while true {
            do throws(LinuxError) {
                return try Mounts.setPropagation(.private, at: path)
            } catch {
                // Not a mount's top, so the top is above.
                guard error.errno == .invalidArgument, path != "/" else { throw error }
            }
            path.removeLastComponent()
        }
    }

    func pivot() throws(LinuxError) {
        try RootChange.enter(top)
        let spreading = configuration.rootPropagation
        if spreading.spreading == nil || (spreading.contains(.recursive) && spreading.isDisjoint(with: .shared)) {
            return try RootChange.pivot()
        }
        // What is taken off a shared tree is taken off on the host.
        let old = try Mounts.openTop("/")
        defer { old.closeIgnoringErrors() }
        try Self.check("pivot root to", "the working folder", cg_pivot_here())
        try RootChange.enter(old)
        try Mounts.change(old, MountChange(propagation: .slave), recursive: true)
        try Mounts.unmountTop(".", .detach)
        try Files.enter("/")
    }

    /// The host's mounts remain behind this root, where a chroot is no prison; at least there must be no whole /proc and
    /// /sys among them, by which the kernel judges who may mount such.
    func moveRoot() throws(LinuxError) {
        for entry in try MountTable.current().reversed() {
            guard entry.type == "proc" || entry.type == "sysfs", entry.root == "/",
                !entry.mountPoint.starts(with: configuration.rootFS)
            else { continue }
            do throws(LinuxError) {
                try Mounts.setPropagation(.slave, at: entry.mountPoint, recursive: true)
                try Mounts.unmountTop(entry.mountPoint, .detach)
            } catch {
                switch error.errno {
                case .invalidArgument?, .notPermitted?:
                    let cover = MountRequest(source: "tmpfs", type: "tmpfs", flags: .readOnly)
                    try Mounts.mount(cover, at: entry.mountPoint)
                case .noSuchFileOrDirectory?: continue
                default: throw error
                }
            }
        }
        try RootChange.enter(top)
        try RootChange.move()
    }

    /// A null device among the standard descriptors is the host's; whoever owns it inside could give it away.
    func replaceNullDescriptors() throws(LinuxError) {
        var own: FileDescriptor?
        defer { own?.closeIgnoringErrors() }
        for number in Int32(0)...2 {
            let descriptor = FileDescriptor(rawValue: number)
            guard descriptor.isOpen, try Self.isNull(descriptor) else { continue }
            let null = if let own { own } else { try reopenNull() }
            own = null
            guard dup2(null.rawValue, number) == number else {
                throw .failed(operation: "replace descriptor", subject: "\(number)", errno: Errno(rawValue: errno))
            }
        }
    }

    /// Through /proc, which is still the host's, so that nothing but what was looked at is opened.
    private func reopenNull() throws(LinuxError) -> FileDescriptor {
        let place = try openNull()
        defer { place.closeIgnoringErrors() }
        return try FolderEntry.reopen(place, flags: O_RDWR)
    }

    /// The place of the container's own /dev/null, after making sure that it is one; for the caller to close.
    func openNull() throws(LinuxError) -> FileDescriptor {
        let how: Resolution = [.inRoot, .noMagicLinks]
        let place = try how.openPlace("/dev/null", from: top, followsLast: false)
        do throws(LinuxError) {
            guard try Self.isNull(place) else {
                throw .malformed(path: "/dev/null", reason: "it is not the device 1:3")
            }
            return place
        } catch {
            place.closeIgnoringErrors()
            throw error
        }
    }

    static func isNull(_ file: FileDescriptor) throws(LinuxError) -> Bool {
        let status = try FileStatus.of(file)
        return status.type == .characterDevice && status.represented == DeviceNumber(major: 1, minor: 3)
    }

    /// Takes the answer of a C function: a value, or an error number below zero.
    static func check(_ operation: String, _ subject: String, _ answer: Int32) throws(LinuxError) {
        guard answer < 0 else { return }
        throw .failed(operation: operation, subject: subject, errno: Errno(rawValue: -answer))
    }
}
