#define _GNU_SOURCE
#include "cg_namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>

int cg_unshare(uint64_t flags) { return unshare((int)flags) < 0 ? -errno : 0; }

int cg_setns(int fd, uint64_t flags) { return setns(fd, (int)flags) < 0 ? -errno : 0; }

int cg_open_namespace(const char *path) {
  // A path that somebody else has chosen may be a pipe or a terminal.
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

long cg_namespace_type(int fd) {
  int type = ioctl(fd, NS_GET_NSTYPE);
  return type < 0 ? -errno : type;
}
