import Glibc
import Logging
import NIOCore

/// Lets only some users connect to a unix socket. Others are gone before anything is made for their connection.
struct PeerCheck: Sendable {
    private let allowed: Set<UInt32>
    private let log: Logger
    private let refusals: RefusalLog

    /// A check for the connections of a server; nil when everyone may connect who can.
    init?(_ services: ConnectionServices) {
        guard case .unixSocket(let socket) = services.configuration.address, let allowed = socket.allowedUsers
        else { return nil }
        (self.allowed, log) = (allowed, services.log)
        refusals = RefusalLog(services.scheduler, log)
    }

    /// Fails unless the peer of an accepted connection may connect.
    ///
    /// The kernel noted who called connect(2): a peer can neither forge that nor change it later on.
    func pass(_ channel: any Channel) -> EventLoopFuture<Void> {
        peer(of: channel).flatMapThrowing { [allowed, refusals] peer in
            guard !allowed.contains(peer.uid) else { return }
            refusals.refused(user: peer.uid, pid: peer.pid)
            throw PeerRefused(uid: peer.uid)
        }
    }

    private func peer(of channel: any Channel) -> EventLoopFuture<PeerCredentials> {
        guard let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let peer: EventLoopFuture<PeerCredentials> = socket.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        peer.whenFailure { [log] error in
            log.error("connection.refused", metadata: ["error": "its user is unknown: \(error)"])
        }
        return peer
    }
}

/// The kernel's struct ucred (unix(7)), which the C library's Swift module lacks: three numbers of 32 bits.
private struct PeerCredentials: Sendable {
    let pid: Int32
    let uid: UInt32
    let gid: UInt32
}

/// A user who is not on the list.
struct PeerRefused: Error, Hashable {
    let uid: UInt32
}
