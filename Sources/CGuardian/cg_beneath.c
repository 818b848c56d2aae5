#define _GNU_SOURCE
#include "cg_beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

// The kernel gives up with EAGAIN when something was renamed while `..` was resolved; a tree that is being changed all
// the time must not hold us for ever.
enum { attempts = 64 };

_Static_assert(CG_O_PATH == O_PATH, "the number for Swift is another");

int cg_open_beneath(int folder, const char *path, int flags, mode_t mode) {
  struct open_how how = {
      .flags = (unsigned)(flags | O_CLOEXEC),
      .mode = flags & O_CREAT ? mode : 0,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
  };
  for (int attempt = 0; attempt < attempts; attempt++) {
    int fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (fd >= 0) return fd;
    if (errno != EAGAIN && errno != EINTR) return -errno;
  }
  return -EAGAIN;
}

dev_t cg_device(uint32_t major, uint32_t minor) { return makedev(major, minor); }

uint32_t cg_device_major(dev_t device) { return major(device); }

uint32_t cg_device_minor(dev_t device) { return minor(device); }
