import CGuardian
import Glibc
public import SystemPackage

extension Files {
    /// Puts a file with exactly this mode in place, as a whole: it is written beside and renamed, so a reader sees the
    /// old contents or the new ones, and one that was there is replaced.
    ///
    /// - Parameter durably: whether contents and name are on the disk when this returns, for a crash of the machine.
    public static func write(
        _ bytes: [UInt8], to path: FilePath, mode: FilePermissions, durably: Bool
    ) throws(LinuxError) {
        try replace(path, mode: mode, durably: durably) { file throws(LinuxError) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = try SystemCall.run("write", path.string) {
                    rest.withUnsafeBytes { Glibc.write(file.rawValue, $0.baseAddress, $0.count) }
                }
                rest = rest.dropFirst(written)
            }
        }
    }

    /// Puts a durable copy of a file in place, as `write` does, without having its contents in this program's memory.
    ///
    /// - Parameter limit: in bytes; a longer file is `LinuxError.malformed`.
    public static func copy(
        _ source: FilePath, to path: FilePath, mode: FilePermissions, limit: Int
    ) throws(LinuxError) {
        let original = try open(source, O_RDONLY)
        defer { original.closeIgnoringErrors() }
        try replace(path, mode: mode, durably: true) { file throws(LinuxError) in
            var copied = 0
            while true {
                let count = try SystemCall.run("copy \(source) to", path.string) {
                    sendfile(file.rawValue, original.rawValue, nil, limit - copied + 1)
                }
                if count == 0 { return }
                copied += count
                guard copied <= limit else {
                    throw .malformed(path: source.string, reason: "longer than \(limit) bytes")
                }
            }
        }
    }

    private static func replace(
        _ path: FilePath, mode: FilePermissions, durably: Bool,
        contents: (FileDescriptor) throws(LinuxError) -> Void
    ) throws(LinuxError) {
        let folder = path.removingLastComponent()
        let temporary = folder.appending(".new-\(UInt64.random(in: .min ... .max))")
        do {
            try fill(temporary, mode: mode, durably: durably, contents)
            try rename(temporary, to: path)
        } catch {
            // What counts is the first error; a file left over is hidden and of no harm.
            _ = temporary.withPlatformString { unlink($0) }
            throw error
        }
        if durably { try synchronize(folder.isEmpty ? "." : folder) }
    }

    /// Writes into a file that is there, in one write(2), as files of the kernel want it.
    public static func overwrite(_ path: FilePath, with bytes: [UInt8]) throws(LinuxError) {
        let file = try open(path, O_WRONLY)
        defer { file.closeIgnoringErrors() }
        try SystemCall.run("write", path.string) {
            bytes.withUnsafeBytes { Glibc.write(file.rawValue, $0.baseAddress, $0.count) }
        }
    }

    /// Makes `path` the folder in which relative paths of this process start.
    public static func enter(_ path: FilePath) throws(LinuxError) {
        try SystemCall.run("enter", path.string) { path.withPlatformString { chdir($0) } }
    }

    /// Waits until a folder's names are on the disk.
    public static func synchronize(_ folder: FilePath) throws(LinuxError) {
        let descriptor = try open(folder, O_RDONLY | O_DIRECTORY)
        defer { descriptor.closeIgnoringErrors() }
        try SystemCall.run("synchronize", folder.string) { fsync(descriptor.rawValue) }
    }

    /// Waits until all of the file system that `folder` is on is on its disk (syncfs(2)).
    public static func synchronizeFileSystem(of folder: FilePath) throws(LinuxError) {
        let descriptor = try open(folder, O_RDONLY | O_DIRECTORY)
        defer { descriptor.closeIgnoringErrors() }
        let answer = cg_synchronize_file_system(descriptor.rawValue)
        try SystemCall.check("synchronize the file system of", folder.string, answer)
    }

    private static func fill(
        _ path: FilePath, mode: FilePermissions, durably: Bool,
        _ contents: (FileDescriptor) throws(LinuxError) -> Void
    ) throws(LinuxError) {
        let file = try open(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        defer { file.closeIgnoringErrors() }
        // The mode that open(2) was given lacks what the umask takes away.
        try SystemCall.run("set mode of", path.string) { fchmod(file.rawValue, mode.rawValue) }
        try contents(file)
        if durably { try SystemCall.run("synchronize", path.string) { fsync(file.rawValue) } }
    }
}
