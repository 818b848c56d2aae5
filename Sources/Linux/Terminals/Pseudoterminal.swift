import Glibc
public import SystemPackage

/// Making pseudoterminals (pty(7)) without a path, so that nobody can put anything else in a terminal's place.
public enum Pseudoterminal {
    // ioctl_tty(2); macros that Swift does not see.
    private static let unlock: UInt = 0x4004_5431
    private static let openPeer: UInt = 0x5441
    /// The major numbers of terminals on a devpts (UNIX98_PTY_SLAVE_MAJOR, eight of them).
    private static let majors: ClosedRange<UInt32> = 136...143

    /// Makes a terminal of the devpts whose top folder is behind a descriptor.
    ///
    /// - Returns: close-on-exec descriptors, owned by the caller. Neither becomes a controlling terminal.
    /// - Throws: `LinuxError.malformed` when the folder is not the top of a devpts.
    public static func make(
        in folder: FileDescriptor
    ) throws(LinuxError) -> (main: FileDescriptor, terminal: FileDescriptor) {
        guard try FileSystemKind.of(folder) == .devpts else {
            throw .malformed(path: "descriptor \(folder.rawValue)", reason: "it is not of a devpts")
        }
        let how: Resolution = [.beneath, .noLinks, .noMounts]
        let main = try how.open("ptmx", from: folder, flags: O_RDWR | O_NOCTTY)
        do throws(LinuxError) {
            guard try FileSystemKind.of(main) == .devpts else {
                throw .malformed(path: "ptmx", reason: "it is not of a devpts")
            }
            var isLocked: CInt = 0
            try SystemCall.run("unlock", "a terminal") { ioctl(main.rawValue, unlock, &isLocked) }
            return (main, try openPeer(of: main))
        } catch {
            main.closeIgnoringErrors()
            throw error
        }
    }

    /// The other side (TIOCGPTPEER, Linux 4.13).
    private static func openPeer(of main: FileDescriptor) throws(LinuxError) -> FileDescriptor {
        let number = try SystemCall.run("open the other side of", "a terminal") {
            ioctl(main.rawValue, openPeer, O_RDWR | O_NOCTTY | O_CLOEXEC)
        }
        let terminal = FileDescriptor(rawValue: number)
        do throws(LinuxError) {
            let status = try FileStatus.of(terminal)
            guard status.type == .characterDevice, majors.contains(status.represented.major),
                try FileSystemKind.of(terminal) == .devpts
            else { throw .malformed(path: "descriptor \(number)", reason: "it is no terminal of a devpts") }
            return terminal
        } catch {
            terminal.closeIgnoringErrors()
            throw error
        }
    }
}
