import Linux
import SystemPackage

extension RootFSBuilder {
    /// Makes paths read-only, then masks others. What does not exist needs neither.
    func restrictPaths() throws(LibcontainerError) {
        for path in configuration.readOnlyPaths {
            do throws(LinuxError) {
                try makeReadOnly(path)
            } catch {
                throw .rootFS(.readOnlyPath(path, error))
            }
        }
        if configuration.maskedPaths.isEmpty { return }
        var masks = Masks()
        defer { masks.close() }
        for path in configuration.maskedPaths {
            do throws(LinuxError) {
                try mask(path, &masks)
            } catch {
                throw .rootFS(.maskedPath(path, error))
            }
        }
    }

    /// What is mounted over masked paths.
    private struct Masks {
        var null: FileDescriptor?
        /// The top of an empty folder that cannot be written, once it is mounted somewhere.
        var folder: FileDescriptor?

        func close() {
            null?.closeIgnoringErrors()
            folder?.closeIgnoringErrors()
        }
    }

    private func makeReadOnly(_ path: String) throws(LinuxError) {
        guard let place = try existing(path) else { return }
        defer { place.closeIgnoringErrors() }
        let tree = try Mounts.cloneTree(of: place, recursive: true)
        defer { tree.closeIgnoringErrors() }
        // All that its mount forbids already stays so.
        try Mounts.change(tree, MountChange(set: .readOnly))
        try cover(place, path, with: tree)
    }

    private func mask(_ path: String, _ masks: inout Masks) throws(LinuxError) {
        guard let place = try existing(path) else { return }
        defer { place.closeIgnoringErrors() }
        let status = try FileStatus.of(place)
        guard status.isDirectory else {
            // Masked already, by another name.
            if status.type == .characterDevice, status.represented == DeviceNumber(major: 1, minor: 3) { return }
            let null = if let known = masks.null { known } else { try openNull() }
            masks.null = null
            let tree = try Mounts.cloneTree(of: null)
            defer { tree.closeIgnoringErrors() }
            return try cover(place, path, with: tree)
        }
        if let folder = masks.folder {
            let first = try FileStatus.of(folder)
            if first.inode == status.inode, first.device == status.device { return }
            // A copy of a mount that is attached: older kernels make no others.
            let tree = try Mounts.cloneTree(of: folder)
            defer { tree.closeIgnoringErrors() }
            return try cover(place, path, with: tree)
        }
        let tree = try makeEmptyFolder()
        do throws(LinuxError) {
            try cover(place, path, with: tree)
        } catch {
            tree.closeIgnoringErrors()
            throw error
        }
        masks.folder = tree
    }

    private func makeEmptyFolder() throws(LinuxError) -> FileDescriptor {
        let context = try FileSystemContext("tmpfs")
        try context.set("source", to: "tmpfs")
        try context.set("nr_blocks", to: "1")
        try context.set("nr_inodes", to: "1")
        try context.set("ro")
        if !configuration.mountLabel.isEmpty { try context.set("context", to: configuration.mountLabel) }
        return try context.mount(.readOnly)
    }

    /// The place of a path, for the caller to close; nil: there is nothing.
    private func existing(_ path: String) throws(LinuxError) -> FileDescriptor? {
        let how: Resolution = [.inRoot, .noMagicLinks]
        do throws(LinuxError) {
            return try how.openPlace(FilePath(path), from: top)
        } catch {
            switch error.errno {
            case .noSuchFileOrDirectory?, .notDirectory?: return nil
            default: throw error
            }
        }
    }

    /// Puts a tree on a place and makes sure that the path shows it.
    private func cover(_ place: FileDescriptor, _ path: String, with tree: FileDescriptor) throws(LinuxError) {
        try Mounts.attach(tree, on: place)
        guard let now = try existing(path) else {
            throw .failed(operation: "find what was mounted at", subject: path, errno: .staleNFSFileHandle)
        }
        defer { now.closeIgnoringErrors() }
        guard try Mounts.id(of: now) == Mounts.id(of: tree) else {
            throw .failed(operation: "find what was mounted at", subject: path, errno: .staleNFSFileHandle)
        }
    }
}
