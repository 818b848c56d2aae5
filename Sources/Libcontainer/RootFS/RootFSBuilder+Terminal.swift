public import Linux
public import SystemPackage

extension RootFSBuilder {
    /// Makes a terminal of the container's own devpts, and shows it as /dev/console. Between `prepare` and `enter`.
    ///
    /// Everything is done by descriptors: no name under /dev/pts is ever followed (CVE-2025-52565).
    ///
    /// - Returns: close-on-exec descriptors, the caller's: the side for who watches, and the side for the process.
    public func openTerminal(
        _ size: TerminalSize? = nil
    ) throws(LibcontainerError) -> (main: FileDescriptor, terminal: FileDescriptor) {
        try Self.step(.terminal) { () throws(LinuxError) in
            let pair = try allocateTerminal()
            do throws(LinuxError) {
                if let size { try Terminal.setSize(size, of: pair.main) }
                try showConsole(pair.terminal)
                return pair
            } catch {
                pair.main.closeIgnoringErrors()
                pair.terminal.closeIgnoringErrors()
                throw error
            }
        }
    }

    private func allocateTerminal() throws(LinuxError) -> (main: FileDescriptor, terminal: FileDescriptor) {
        let how: Resolution = [.inRoot, .noMagicLinks]
        let folder = try how.openPlace("/dev/pts", from: top)
        defer { folder.closeIgnoringErrors() }
        return try Pseudoterminal.make(in: folder)
    }

    /// Mounts the terminal on /dev/console, which is made if there is none; a link there is refused.
    private func showConsole(_ terminal: FileDescriptor) throws(LinuxError) {
        let how: Resolution = [.inRoot, .noMagicLinks]
        let folder = try how.openPlace("/dev", from: top)
        defer { folder.closeIgnoringErrors() }
        let place = try Self.makeFile("console", in: folder)
        defer { place.closeIgnoringErrors() }
        let tree = try Mounts.cloneTree(of: terminal)
        defer { tree.closeIgnoringErrors() }
        try Mounts.attach(tree, on: place)
        let inFolder: Resolution = [.beneath, .noLinks]
        let now = try inFolder.openPlace("console", from: folder)
        defer { now.closeIgnoringErrors() }
        guard try Mounts.id(of: now) == Mounts.id(of: tree) else {
            throw .failed(operation: "find the console at", subject: "/dev/console", errno: .staleNFSFileHandle)
        }
    }
}
