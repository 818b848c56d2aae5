#ifndef CG_SOCKET_H
#define CG_SOCKET_H

#include <stddef.h>
#include <sys/types.h>

/// The most descriptors that one packet carries.
#define CG_PACKET_MAX_FDS 8

/// Makes a pair of connected, close-on-exec SOCK_SEQPACKET sockets; returns 0 or -errno.
int cg_packet_pair(int sockets[2]);

/// Listens at `path`, which must not exist, with mode 0600. Returns the close-on-exec socket or -errno.
int cg_packet_listen(const char *path);

/// Connects to `path`. Returns the close-on-exec socket or -errno.
int cg_packet_connect(const char *path);

/// The same for a stream (SOCK_STREAM). The functions below are for both kinds; what one sending to a stream carries, with
/// its descriptors, is received at once, unless it is longer than `capacity`.
int cg_stream_listen(const char *path);

/// Connects to a stream at `path`. Returns the close-on-exec socket or -errno.
int cg_stream_connect(const char *path);

/// A datagram socket (SOCK_DGRAM) at `path`, which must not exist, with the mode that the umask leaves. Returns the
/// close-on-exec, non-blocking socket or -errno.
int cg_datagram_bind(const char *path);

/// A datagram socket that sends to `path`; one that begins with `@` is a name without a file (unix(7), abstract).
/// Returns the close-on-exec socket or -errno. Sending and receiving is by the functions below.
int cg_datagram_connect(const char *path);

/// Accepts a connection without waiting. Returns the close-on-exec socket or -errno.
int cg_packet_accept(int listener);

/// The peer's user id, or -errno. The id is that of the time of connecting.
long cg_peer_user(int socket);

/// Sends one packet with descriptors, without waiting and without SIGPIPE; returns 0 or -errno.
int cg_packet_send(int socket, const void *bytes, size_t count, const int *fds, size_t fd_count);

/// Receives one packet without waiting. Returns its length, 0 at the end, or -errno.
///
/// -EMSGSIZE: it was longer than `capacity`; nothing of it is kept. When it carried more descriptors than there is room for,
/// in `fds` or in this process, it comes with none of them.
/// Received descriptors are close-on-exec and the caller's.
ssize_t cg_packet_receive(int socket, void *bytes, size_t capacity, int fds[CG_PACKET_MAX_FDS], size_t *fd_count);

#endif
