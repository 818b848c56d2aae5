import Linux
import SystemPackage

/// A file system that is made for a mount.
struct NewFileSystem {
    /// Its type, as fsopen(2) knows it.
    var type: String
    /// What is shown as its source, or what it is made of.
    var source: String
    /// Its options, divided by commas.
    var data: String
    /// What mount(2) would be told.
    var flags: MountFlags

    /// The longest value that fsconfig(2) takes.
    private static let longestValue = 255

    init(_ mount: MountConfiguration, label: String = "") {
        (type, source, data) = (mount.fileSystemType, mount.source, mount.data)
        flags = mount.flags.subtracting([.recursive])
        if !label.isEmpty { data += (data.isEmpty ? "" : ",") + "context=\"\(label)\"" }
    }

    init(type: String, source: String, data: String, flags: MountFlags) {
        (self.type, self.source, self.data, self.flags) = (type, source, data, flags)
    }

    /// Makes it, attached nowhere, and the caller's; nil: it takes mount(2) to say all of it.
    func make() throws(LinuxError) -> FileDescriptor? {
        guard let options = plainOptions else { return nil }
        let context = try FileSystemContext(type)
        if !source.isEmpty { try context.set("source", to: source) }
        for word in flags.fileSystemWords { try context.set(word) }
        for option in options {
            if let sign = option.firstIndex(of: "=") {
                try context.set(String(option[..<sign]), to: String(option[option.index(after: sign)...]))
            } else {
                try context.set(String(option))
            }
        }
        return try context.mount(flags.attributes)
    }

    /// Whether an option says which mode its top has.
    var saysMode: Bool { data.hasPrefix("mode=") || data.split(separator: ",").contains { $0.hasPrefix("mode=") } }

    /// The same by mount(2).
    var request: MountRequest {
        MountRequest(
            source: source, type: type, flags: .init(rawValue: UInt64(flags.rawValue)),
            data: data.isEmpty ? nil : data)
    }

    /// nil when there is quoting among the options, or something that only mount(2) can say.
    var plainOptions: [Substring]? {
        if !flags.isDisjoint(with: .inodeVersion) || source.utf8.count > Self.longestValue { return nil }
        for byte in data.utf8 where byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") { return nil }
        if type.utf8.contains(UInt8(ascii: ".")) { return nil }
        let options = data.split(separator: ",")
        return options.contains { $0.utf8.count > Self.longestValue } ? nil : options
    }
}

extension RootFSBuilder {
    /// Makes a file system and mounts it.
    mutating func mountNew(_ system: NewFileSystem, _ mount: MountConfiguration) throws(MountRefusal) {
        let isTmpfs = system.type == "tmpfs"
        var kept: FileDescriptor?
        try onPlace(of: mount, system.type == "proc" ? .newProc : .other) { place throws(LinuxError) in
            var system = system
            // Nothing could be put into it otherwise.
            let isLater = system.flags.contains(.readOnly) && (isTmpfs || place.location == "/dev")
            if isLater { system.flags.remove(.readOnly) }
            if isTmpfs, !place.isNew, !system.saysMode { try Self.addMode(of: place, to: &system) }
            let made = try attachNew(system, at: place)
            do throws(LinuxError) {
                if isTmpfs, mount.extensions.contains(.copyUp) { try Self.copyUp(from: place.descriptor, to: made) }
                try spread(mount, made)
            } catch {
                made.closeIgnoringErrors()
                throw error
            }
            if isLater { kept = made } else { made.closeIgnoringErrors() }
        }
        if let kept { writableUntilFinished.append(kept) }
    }

    /// Makes a file system at a place; its top is the caller's.
    private func attachNew(_ system: NewFileSystem, at place: MountPlace) throws(LinuxError) -> FileDescriptor {
        guard let tree = try system.make() else {
            try Mounts.mount(system.request, on: place.descriptor)
            return try top(at: place)
        }
        do throws(LinuxError) {
            try attach(tree, at: place)
            return tree
        } catch {
            tree.closeIgnoringErrors()
            throw error
        }
    }

    /// The top of what mount(2) put on a place.
    private func top(at place: MountPlace) throws(LinuxError) -> FileDescriptor {
        let top = try place.how.openPlace(place.path, from: self.top)
        do throws(LinuxError) {
            guard try Mounts.isMountPoint(top), try Mounts.id(of: top) != Mounts.id(of: place.descriptor) else {
                throw .failed(
                    operation: "find what was mounted at", subject: place.path.string, errno: .staleNFSFileHandle)
            }
            return top
        } catch {
            top.closeIgnoringErrors()
            throw error
        }
    }

    /// A tmpfs looks like the folder that it covers, if nothing else is said.
    private static func addMode(of place: MountPlace, to system: inout NewFileSystem) throws(LinuxError) {
        let mode = String(try FileStatus.of(place.descriptor).mode.rawValue, radix: 8)
        system.data = "mode=\(mode)" + (system.data.isEmpty ? "" : "," + system.data)
    }

    /// Copies what a folder has into the tmpfs that covers it, whose own mode and owner stay.
    private static func copyUp(from folder: FileDescriptor, to top: FileDescriptor) throws(LinuxError) {
        let before = try FileStatus.of(top)
        try TreeCopy.copyContents(of: folder, to: top)
        try FolderEntry.setOwner(before.owner, of: top)
        try FolderEntry.setMode(before.mode, of: top)
    }

    // MARK: where a user namespace may not make one

    /// Mounts one of the kernel's own file systems; the host's, where the container has no right to one of its own.
    mutating func mountWithFallback(_ mount: MountConfiguration) throws(MountRefusal) {
        // SELinux takes no label for them.
        let system = NewFileSystem(mount)
        do throws(MountRefusal) {
            return try mountNew(system, mount)
        } catch {
            let isRefusal = error.errno == .notDirectory || error.errno == .tooManySymbolicLinkLevels
            if isRefusal, system.type != "mqueue" { throw .notOrdinaryFolder(type: system.type) }
            guard error.errno == .notPermitted, hasUserNamespace, let shown = shownInstead(of: system.type) else {
                throw error
            }
            var instead = mount
            instead.flags.formUnion([.bind, .recursive])
            (instead.source, instead.data) = (shown, "")
            do throws(MountRefusal) {
                try bind(instead, outside: nil)
            } catch let failure {
                // The host has none either.
                throw failure.errno == .noSuchFileOrDirectory ? error : failure
            }
        }
    }

    /// What the host has, when the container has no namespace that would make it see something else.
    private func shownInstead(of type: String) -> String? {
        switch type {
        case "sysfs": configuration.namespaces.isNew(.network) ? nil : "/sys"
        case "mqueue": configuration.namespaces.isNew(.ipc) ? nil : "/dev/mqueue"
        default: configuration.namespaces.isNew(.pid) ? nil : "/proc"
        }
    }
}
