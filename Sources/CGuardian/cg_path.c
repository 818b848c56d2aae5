#define _GNU_SOURCE
#include "cg_path.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

// The kernel gives up with EAGAIN when something was renamed while `..` was resolved; a tree that is being changed all
// the time must not hold us for ever.
enum { attempts = 64 };

int cg_open_place_in_root(int root, const char *path, int folder) {
  struct open_how how = {
      .flags = O_PATH | O_CLOEXEC | (folder ? O_DIRECTORY : 0),
      .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
  };
  for (int attempt = 0; attempt < attempts; attempt++) {
    int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof how);
    if (fd >= 0) return fd;
    if (errno != EAGAIN && errno != EINTR) return -errno;
  }
  return -EAGAIN;
}

int cg_reopen(int file) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

/// Both names are per thread, unlike the C library's other calls that change users.
static void become(uid_t user, gid_t group) {
  setfsgid(group);
  setfsuid(user);
}

int cg_make_directory_as(int parent, const char *name, mode_t mode, uid_t user, gid_t group) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct capabilities[_LINUX_CAPABILITY_U32S_3];
  if (syscall(SYS_capget, &header, capabilities) < 0) return -errno;
  gid_t own_group = (gid_t)setfsgid((gid_t)-1);
  uid_t own_user = (uid_t)setfsuid((uid_t)-1);

  become(user, group);
  // Giving up the user 0 took the capabilities for files away.
  int answer = syscall(SYS_capset, &header, capabilities) < 0 ? -errno : 0;
  if (answer == 0 && mkdirat(parent, name, mode) < 0) answer = -errno;

  become(own_user, own_group);
  uid_t user_now = (uid_t)setfsuid((uid_t)-1);
  if (user_now != own_user || (gid_t)setfsgid((gid_t)-1) != own_group) abort();
  if (syscall(SYS_capset, &header, capabilities) < 0) abort();
  return answer;
}

ssize_t cg_attribute_names(int file, char *names, size_t size) {
  ssize_t count = flistxattr(file, names, size);
  return count < 0 ? -errno : count;
}

ssize_t cg_attribute_value(int file, const char *name, void *value, size_t size) {
  ssize_t count = fgetxattr(file, name, value, size);
  return count < 0 ? -errno : count;
}

int cg_set_attribute(int file, const char *name, const void *value, size_t size) {
  return fsetxattr(file, name, value, size, 0) < 0 ? -errno : 0;
}

int cg_synchronize_file_system(int file) {
  return syncfs(file) < 0 ? -errno : 0;
}
