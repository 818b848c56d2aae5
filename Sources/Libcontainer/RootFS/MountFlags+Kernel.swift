import Linux

extension MountFlags {
    /// Flags of a mount that a less privileged mount namespace may not take away, and the one about links.
    static let restrictions: MountFlags = [.readOnly, .noSetID, .noDevices, .noExecution, .noLinks]

    private static let accessTimes: MountFlags = [
        .noAccessTime, .noDirectoryAccessTime, .relativeAccessTime, .strictAccessTime,
    ]

    /// What holds for a mount, and not for the file system that is mounted.
    var attributes: Linux.MountAttributes {
        var attributes: Linux.MountAttributes = []
        if contains(.readOnly) { attributes.insert(.readOnly) }
        if contains(.noSetID) { attributes.insert(.noSetID) }
        if contains(.noDevices) { attributes.insert(.noDevices) }
        if contains(.noExecution) { attributes.insert(.noExecution) }
        if contains(.noLinks) { attributes.insert(.noLinks) }
        if contains(.noDirectoryAccessTime) { attributes.insert(.noFolderAccessTime) }
        // As in mount(2), strict wins.
        if contains(.strictAccessTime) {
            attributes.insert(.strictAccessTime)
        } else if contains(.noAccessTime) {
            attributes.insert(.noAccessTime)
        }
        return attributes
    }

    /// How access times are kept is left alone when nothing is said about it.
    var saysAccessTime: Bool { !isDisjoint(with: Self.accessTimes) }

    /// The option words of a file system's own flags, as fsconfig(2) takes them.
    var fileSystemWords: [String] {
        var words: [String] = []
        if contains(.readOnly) { words.append("ro") }
        if contains(.synchronous) { words.append("sync") }
        if contains(.synchronousDirectories) { words.append("dirsync") }
        if contains(.mandatoryLocks) { words.append("mand") }
        if contains(.lazyTime) { words.append("lazytime") }
        return words
    }

    /// How mounts spread, of flags that say it; the most open one counts.
    var spreading: MountPropagation? {
        if contains(.shared) { return .shared }
        if contains(.slave) { return .slave }
        if contains(.private) { return .private }
        return contains(.unbindable) ? .unbindable : nil
    }
}

extension MountChange {
    /// What makes a mount have exactly these flags, and no other restriction.
    static func exact(_ mount: MountConfiguration) -> MountChange {
        var clear = (MountFlags.restrictions.subtracting(mount.flags)).attributes
        if mount.flags.saysAccessTime {
            clear.formUnion(.accessTimeMask)
            if !mount.flags.contains(.noDirectoryAccessTime) { clear.insert(.noFolderAccessTime) }
        }
        clear.formUnion(accessTimes(cleared: mount))
        return MountChange(set: mount.flags.attributes, clear: clear)
    }

    /// What adds these flags to those that a mount has; only links are followed again if that is asked for.
    static func additional(_ mount: MountConfiguration) -> MountChange {
        var clear: Linux.MountAttributes = mount.flags.saysAccessTime ? .accessTimeMask : []
        if mount.clearedFlags.contains(.noLinks) { clear.insert(.noLinks) }
        clear.formUnion(accessTimes(cleared: mount))
        return MountChange(set: mount.flags.attributes, clear: clear)
    }

    private static func accessTimes(cleared mount: MountConfiguration) -> Linux.MountAttributes {
        var clear: Linux.MountAttributes = []
        if mount.clearedFlags.contains(.noAccessTime) { clear.formUnion(.accessTimeMask) }
        if mount.clearedFlags.contains(.noDirectoryAccessTime) { clear.insert(.noFolderAccessTime) }
        return clear
    }
}
