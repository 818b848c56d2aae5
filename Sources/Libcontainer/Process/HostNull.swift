import Glibc
import Linux
import SystemPackage

/// The host's /dev/null among the standard streams of a process that has entered a container, whose root could take it away
/// from everybody: by its mode, through /proc/self/fd.
enum HostNull {
    /// Puts the container's own in its place. Where that has none there is nothing better.
    static func replace() {
        for number in 0..<3 as Range<Int32> {
            do throws(LinuxError) {
                guard try RootFSBuilder.isNull(FileDescriptor(rawValue: number)) else { continue }
                let here = FileDescriptor(rawValue: AT_FDCWD)
                // What is there may be anything.
                let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
                let own = try Resolution.noMagicLinks.open("/dev/null", from: here, flags: flags)
                defer { own.closeIgnoringErrors() }
                if try RootFSBuilder.isNull(own) { _ = dup2(own.rawValue, number) }
            } catch {
                continue
            }
        }
    }
}
