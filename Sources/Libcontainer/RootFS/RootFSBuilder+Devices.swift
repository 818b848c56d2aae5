import Glibc
import Linux
import SystemPackage

extension RootFSBuilder {
    private static let folderMode = FilePermissions(rawValue: 0o755)
    private static let inFolder: Resolution = [.beneath, .noLinks]

    /// Makes the nodes of the configuration and the links of /dev.
    mutating func makeDevices() throws(LibcontainerError) {
        try Self.step(.devices) { () throws(LinuxError) in
            // Most are in the same folder.
            var folder: (path: FilePath, descriptor: FileDescriptor)?
            defer { folder?.descriptor.closeIgnoringErrors() }
            for device in configuration.devices {
                let path = FilePath(device.path)
                guard let root, let name = path.lastComponent, name.kind == .regular else {
                    throw .failed(operation: "make device", subject: device.path, errno: .invalidArgument)
                }
                let parent = path.removingLastComponent()
                if folder?.path != parent {
                    folder?.descriptor.closeIgnoringErrors()
                    folder = nil
                    folder = (parent, try root.makeFolder(parent, mode: Self.folderMode))
                }
                guard let folder else { continue }
                try make(device, name.string, in: folder.descriptor)
            }
        }
        try makeLinks()
    }

    private func make(_ device: DeviceConfiguration, _ name: String, in folder: FileDescriptor) throws(LinuxError) {
        // A user namespace makes no devices, whoever asks.
        if hasUserNamespace, device.kind != .pipe { return try bind(device, name, in: folder) }
        do throws(LinuxError) {
            try device.node(inUserNamespace: hasUserNamespace).make(name, in: folder).closeIgnoringErrors()
        } catch {
            switch error.errno {
            case .fileExists?: try accept(device, name, in: folder)
            case .notPermitted? where device.kind != .pipe: try bind(device, name, in: folder)
            default: throw error
            }
        }
    }

    /// What an image brings along will do if it is the same device, wherever in the root a link leads.
    private func accept(_ device: DeviceConfiguration, _ name: String, in folder: FileDescriptor) throws(LinuxError) {
        guard let root else { return }
        let found = try root.place(FilePath(device.path))
        defer { found.closeIgnoringErrors() }
        guard try device.node(inUserNamespace: false).isBehind(found) else {
            throw .failed(operation: "make device", subject: device.path, errno: .fileExists)
        }
    }

    /// Shows the host's node.
    private func bind(_ device: DeviceConfiguration, _ name: String, in folder: FileDescriptor) throws(LinuxError) {
        let node = device.node(inUserNamespace: false)
        let tree = try Mounts.cloneTree(FilePath(device.path))
        defer { tree.closeIgnoringErrors() }
        guard try node.isBehind(tree) else {
            throw .malformed(path: device.path, reason: "the host has another device there")
        }
        let place = try Self.makeFile(name, in: folder)
        defer { place.closeIgnoringErrors() }
        if try node.isBehind(place) { return }
        try Mounts.attach(tree, on: place)
        let now = try Self.inFolder.openPlace(FilePath(name), from: folder)
        defer { now.closeIgnoringErrors() }
        guard try node.isBehind(now) else {
            throw .failed(operation: "find the device at", subject: device.path, errno: .staleNFSFileHandle)
        }
    }

    /// A file to mount on, made if there is nothing; whatever it is, it is not opened. A link is refused, errno
    /// `.tooManySymbolicLinkLevels`. The caller's.
    static func makeFile(
        _ name: String, in folder: FileDescriptor, mode: FilePermissions = FilePermissions(rawValue: 0o666)
    ) throws(LinuxError) -> FileDescriptor {
        do throws(LinuxError) {
            return try inFolder.openPlace(FilePath(name), from: folder)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
        }
        let flags = O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        return try inFolder.open(
            FilePath(name), from: folder, flags: flags, mode: mode)
    }

    // MARK: links

    private func makeLinks() throws(LibcontainerError) {
        guard let root else { return }
        let folder = try Self.step(.ptmx) { () throws(LinuxError) in
            try root.makeFolder("/dev", mode: Self.folderMode)
        }
        defer { folder.closeIgnoringErrors() }
        try Self.step(.ptmx) { () throws(LinuxError) in
            do throws(LinuxError) {
                try FolderEntry.makeLink("ptmx", to: "pts/ptmx", in: folder)
            } catch {
                // A node would be of another devpts, perhaps the host's.
                guard error.errno == .fileExists, unlinkat(folder.rawValue, "ptmx", 0) == 0 else { throw error }
                try FolderEntry.makeLink("ptmx", to: "pts/ptmx", in: folder)
            }
        }
        try Self.step(.links) { () throws(LinuxError) in
            try FolderEntry.makeLink("fd", to: "/proc/self/fd", in: folder)
            try FolderEntry.makeLink("stdin", to: "/proc/self/fd/0", in: folder)
            try FolderEntry.makeLink("stdout", to: "/proc/self/fd/1", in: folder)
            try FolderEntry.makeLink("stderr", to: "/proc/self/fd/2", in: folder)
            if Files.exists("/proc/kcore") { try FolderEntry.makeLink("core", to: "/proc/kcore", in: folder) }
        }
    }
}

extension DeviceConfiguration {
    /// The node for the kernel. Inside a user namespace the owner is its root, by its own ids.
    fileprivate func node(inUserNamespace: Bool) -> Linux.DeviceNode {
        let type: Linux.FileType =
            switch kind {
            case .character: .characterDevice
            case .block: .blockDevice
            case .pipe: .pipe
            }
        let number = DeviceNumber(
            major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor))
        return Linux.DeviceNode(
            type, number, mode: FilePermissions(rawValue: mode), owner: inUserNamespace ? .root : owner)
    }
}
