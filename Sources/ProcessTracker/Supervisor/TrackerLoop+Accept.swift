import Glibc
import Linux
import SystemPackage

/// Whether a tracker accepts connections.
enum Welcome {
    /// The listener is not watched: it would be ready for ever, with nothing to accept a connection with.
    case off
    /// The listener is watched. The descriptor is only there to be given up for a connection when there are no others: a
    /// server can come whatever the processes have used up.
    case on(reserve: FileDescriptor)
}

/// Connections of servers.
extension TrackerLoop {
    /// Begins to accept, if that is not so and there is a descriptor for it now. To be called when something has happened:
    /// nothing tells that a descriptor has become free, but this program alone frees its own, and only then.
    func prepareWelcome() {
        guard case .off = welcome else { return }
        do {
            let reserve = try listener.descriptor.duplicated()
            welcome = .on(reserve: reserve)
            try poll.add(listener.descriptor, .readable, token: Token.listener)
        } catch {
            // Next time.
            endWelcome()
        }
    }

    /// No longer accepts.
    func endWelcome() {
        guard case .on(let reserve) = welcome else { return }
        poll.remove(listener.descriptor)
        reserve.closeIgnoringErrors()
        welcome = .off
    }

    /// Accepts all connections that wait.
    func accept() {
        do {
            while try acceptNext() { continue }
        } catch {
            guard Self.isShortage(error) else { return complain("\(error)") }
            endWelcome()
            // There is room for one at least now.
            attempt { _ = try acceptNext() }
        }
    }

    /// - Returns: whether there was one.
    private func acceptNext() throws(LinuxError) -> Bool {
        guard let socket = try listener.accept() else { return false }
        do throws(LinuxError) {
            guard try socket.peerUser() == geteuid() else {
                socket.descriptor.closeIgnoringErrors()
                return true
            }
        } catch {
            socket.descriptor.closeIgnoringErrors()
            throw error
        }
        add(socket)
        return true
    }

    private static func isShortage(_ error: any Error) -> Bool {
        guard let errno = (error as? LinuxError)?.errno else { return false }
        return [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory, .noBufferSpace].contains(errno)
    }
}
