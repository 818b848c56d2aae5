#define _GNU_SOURCE
#include "cg_link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

/// Lets only the announcement (rtnetlink(7)) through that `index` was removed. There is one of the same type when a
/// bridge loses a port, told by its family.
static int accept_only_end(int fd, int index) {
  const uint32_t type = offsetof(struct nlmsghdr, nlmsg_type);
  const uint32_t family = NLMSG_HDRLEN + offsetof(struct ifinfomsg, ifi_family);
  const uint32_t number = NLMSG_HDRLEN + offsetof(struct ifinfomsg, ifi_index);
  // A filter loads in network byte order what is in that of the host.
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, type),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELLINK), 0, 5),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, family),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNSPEC, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl((uint32_t)index), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  struct sock_fprog program = {.len = sizeof code / sizeof *code, .filter = code};
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

int cg_link_end_socket(int index) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (fd < 0) return -errno;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK};
  // The filter first: nothing else may ever wait to be read.
  if (accept_only_end(fd, index) == 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  int error = errno;
  close(fd);
  return -error;
}
