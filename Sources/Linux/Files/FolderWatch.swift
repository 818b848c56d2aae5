import CGuardian
public import SystemPackage

/// Notices that names are removed from a folder (inotify(7)).
public enum FolderWatch {
    /// Makes a descriptor that is readable when a name was removed from `folder`, or the folder itself. The caller
    /// owns it and reads it empty.
    public static func makeDescriptor(_ folder: FilePath) throws(LinuxError) -> FileDescriptor {
        let answer = folder.withPlatformString { cg_watch_removals($0) }
        return FileDescriptor(rawValue: try SystemCall.check("watch", folder.string, answer))
    }
}
