#define _GNU_SOURCE
#include "cg_netns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int cg_netns_open(pid_t pid) {
  char path[32];
  snprintf(path, sizeof path, "/proc/%d/ns/net", pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

int cg_netns_open_own(void) {
  int fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

int cg_netns_socket(int netns, int domain, int type, int protocol) {
  int home = cg_netns_open_own();
  if (home < 0) return home;
  if (setns(netns, CLONE_NEWNET) < 0) {
    int error = errno;
    close(home);
    return -error;
  }
  int fd = socket(domain, type | SOCK_CLOEXEC, protocol);
  int error = errno;
  if (setns(home, CLONE_NEWNET) < 0) abort();
  close(home);
  return fd < 0 ? -error : fd;
}
