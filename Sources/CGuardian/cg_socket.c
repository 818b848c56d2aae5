#define _GNU_SOURCE
#include "cg_socket.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { backlog = 16 };

int cg_packet_pair(int sockets[2]) {
  return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0 ? -errno : 0;
}

static int set_path(struct sockaddr_un *address, const char *path) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address->sun_path) return -ENAMETOOLONG;
  strcpy(address->sun_path, path);
  return 0;
}

static int close_failed(int fd) {
  int error = errno;
  close(fd);
  return -error;
}

static int listen_at(const char *path, int kind) {
  struct sockaddr_un address;
  int error = set_path(&address, path);
  if (error < 0) return error;
  int fd = socket(AF_UNIX, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  // Before bind: the file gets the socket's mode, so that it is never open to others, not even for a moment.
  if (fchmod(fd, 0600) < 0) return close_failed(fd);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) return close_failed(fd);
  if (listen(fd, backlog) < 0) return close_failed(fd);
  return fd;
}

static int connect_to(const char *path, int kind) {
  struct sockaddr_un address;
  int error = set_path(&address, path);
  if (error < 0) return error;
  int fd = socket(AF_UNIX, kind | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) return close_failed(fd);
  return fd;
}

int cg_packet_listen(const char *path) { return listen_at(path, SOCK_SEQPACKET); }
int cg_stream_listen(const char *path) { return listen_at(path, SOCK_STREAM); }
int cg_packet_connect(const char *path) { return connect_to(path, SOCK_SEQPACKET); }
int cg_stream_connect(const char *path) { return connect_to(path, SOCK_STREAM); }

int cg_datagram_bind(const char *path) {
  struct sockaddr_un address;
  int error = set_path(&address, path);
  if (error < 0) return error;
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) return close_failed(fd);
  return fd;
}

int cg_datagram_connect(const char *path) {
  if (path[0] != '@') return connect_to(path, SOCK_DGRAM);
  struct sockaddr_un address;
  int error = set_path(&address, path);
  if (error < 0) return error;
  address.sun_path[0] = 0;
  socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  if (connect(fd, (struct sockaddr *)&address, length) < 0) return close_failed(fd);
  return fd;
}

int cg_packet_accept(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

long cg_peer_user(int socket) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -errno;
  return (long)peer.uid;
}

/// Room for the descriptors of one packet, aligned as the macros that fill it need.
union control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int) * CG_PACKET_MAX_FDS)];
};

int cg_packet_send(int socket, const void *bytes, size_t count, const int *fds, size_t fd_count) {
  if (fd_count > CG_PACKET_MAX_FDS) return -EMSGSIZE;
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  union control control;
  if (fd_count > 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
    memcpy(CMSG_DATA(header), fds, sizeof(int) * fd_count);
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? -errno : 0;
}

static void take_descriptors(struct msghdr *message, int *fds, size_t *fd_count) {
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    if (count > CG_PACKET_MAX_FDS - *fd_count) count = CG_PACKET_MAX_FDS - *fd_count;
    memcpy(fds + *fd_count, CMSG_DATA(header), sizeof(int) * count);
    *fd_count += count;
  }
}

ssize_t cg_packet_receive(int socket, void *bytes, size_t capacity, int fds[CG_PACKET_MAX_FDS], size_t *fd_count) {
  struct iovec part = {.iov_base = bytes, .iov_len = capacity};
  union control control;
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control};
  *fd_count = 0;
  ssize_t received;
  do {
    received = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  if (received < 0) return -errno;
  take_descriptors(&message, fds, fd_count);
  if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
    for (size_t index = 0; index < *fd_count; index++) close(fds[index]);
    *fd_count = 0;
  }
  return message.msg_flags & MSG_TRUNC ? -EMSGSIZE : received;
}
