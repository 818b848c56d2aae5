import CGuardian
public import SystemPackage

/// Files that exist only in memory (memfd_create(2)).
public enum MemoryFile {
    /// Makes a close-on-exec file with `contents` that nobody can change any more, to be read from its start, mode 0600.
    /// The caller owns it. `name` is only for those who look into /proc.
    public static func make(name: String, contents: [UInt8]) throws(LinuxError) -> FileDescriptor {
        let answer = contents.withUnsafeBytes { cg_memory_file(name, $0.baseAddress, $0.count) }
        return FileDescriptor(rawValue: try SystemCall.check("make memory file", name, answer))
    }
}
