#define _GNU_SOURCE
#include "cg_resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(CG_RESOLVE_NO_XDEV == RESOLVE_NO_XDEV, "the number for Swift is another");
_Static_assert(CG_RESOLVE_NO_MAGICLINKS == RESOLVE_NO_MAGICLINKS, "the number for Swift is another");
_Static_assert(CG_RESOLVE_NO_SYMLINKS == RESOLVE_NO_SYMLINKS, "the number for Swift is another");
_Static_assert(CG_RESOLVE_BENEATH == RESOLVE_BENEATH, "the number for Swift is another");
_Static_assert(CG_RESOLVE_IN_ROOT == RESOLVE_IN_ROOT, "the number for Swift is another");

// Newer than the C library's header.
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

// The kernel gives up with EAGAIN when something was renamed while `..` was resolved; a tree that is being changed all
// the time must not hold us for ever.
enum { attempts = 64 };

int cg_resolve(int folder, const char *path, int flags, mode_t mode, uint64_t resolve) {
  struct open_how how = {
      .flags = (unsigned)(flags | O_CLOEXEC),
      .mode = flags & O_CREAT ? mode : 0,
      .resolve = resolve,
  };
  for (int attempt = 0; attempt < attempts; attempt++) {
    int fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (fd >= 0) return fd;
    if (errno != EAGAIN && errno != EINTR) return -errno;
  }
  return -EAGAIN;
}

int cg_set_mode(int fd, mode_t mode) {
  if (syscall(SYS_fchmodat2, fd, "", mode, AT_EMPTY_PATH) == 0) return 0;
  if (errno != ENOSYS && errno != EINVAL && errno != EPERM) return -errno;
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  return chmod(path, mode) < 0 ? -errno : 0;
}

int cg_set_owner(int fd, uid_t user, gid_t group) {
  return fchownat(fd, "", user, group, AT_EMPTY_PATH) < 0 ? -errno : 0;
}

int cg_reopen_with(int fd, int flags) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int again;
  do {
    again = open(path, flags | O_CLOEXEC);
  } while (again < 0 && errno == EINTR);
  return again < 0 ? -errno : again;
}

/// Whether the thing opened is what was made: somebody may have put another in its place.
static int finish_node(int node, mode_t mode, dev_t device, uid_t user, gid_t group) {
  struct stat status;
  if (fstat(node, &status) < 0) return -errno;
  if ((status.st_mode & S_IFMT) != (mode & S_IFMT) || status.st_nlink != 1) return -ESTALE;
  int is_device = S_ISCHR(mode) || S_ISBLK(mode);
  if (is_device && status.st_rdev != device) return -ESTALE;
  if (status.st_uid != user || status.st_gid != group) {
    int answer = cg_set_owner(node, user, group);
    if (answer < 0) return answer;
  } else if ((status.st_mode & 07777) == (mode & 07777)) {
    return 0;
  }
  return cg_set_mode(node, mode & 07777);
}

int cg_make_node(int folder, const char *name, mode_t mode, dev_t device, uid_t user, gid_t group) {
  if (mknodat(folder, name, mode, device) < 0) return -errno;
  int node = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (node < 0) return -errno;
  int answer = finish_node(node, mode, device, user, group);
  if (answer == 0) return node;
  close(node);
  return answer;
}
