#define _GNU_SOURCE
#include "cg_identity.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The process's number in the caller's pid namespace, from the `Pid:` line of its descriptor; or -errno.
static long number_of(int pidfd) {
  char path[48], text[1024];
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", pidfd);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? -EBADF : -errno;
  ssize_t count = read(file, text, sizeof text - 1);
  int error = errno;
  close(file);
  if (count < 0) return -error;
  text[count] = 0;
  const char *line = strstr(text, "\nPid:");
  if (!line) return -EBADF;
  long number = strtol(line + 5, NULL, 10);
  return number > 0 ? number : -ESRCH;
}

int cg_shares_user_namespace(int pidfd) {
  long number = number_of(pidfd);
  if (number < 0) return (int)number;
  char path[48];
  struct stat own, other;
  snprintf(path, sizeof path, "/proc/%ld/ns/user", number);
  if (stat("/proc/self/ns/user", &own) < 0) return -errno;
  if (stat(path, &other) < 0) return errno == ENOENT ? -ESRCH : -errno;
  // Were it gone by now, the number could have been somebody else's.
  if (syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) < 0) return -errno;
  return own.st_ino == other.st_ino && own.st_dev == other.st_dev;
}

int cg_enter_process(int pidfd, int user) {
  return setns(pidfd, CLONE_NEWNS | (user ? CLONE_NEWUSER : 0)) < 0 ? -errno : 0;
}

int cg_hide_process(void) {
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
}

int cg_become_user(uid_t user, gid_t group, const gid_t *groups, size_t count) {
  if (setgroups(count, groups) < 0) return -errno;
  if (setresgid(group, group, group) < 0) return -errno;
  if (setresuid(user, user, user) < 0) return -errno;
  return 0;
}

int cg_keep_capabilities(uint64_t kept) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
  if (syscall(SYS_capget, &header, sets) < 0) return -errno;
  for (int half = 0; half < _LINUX_CAPABILITY_U32S_3; half++) {
    uint32_t bits = (uint32_t)(kept >> (32 * half));
    sets[half].permitted &= bits;
    sets[half].effective = sets[half].permitted;
    sets[half].inheritable = 0;
  }
  // Ambient ones fall with the inheritable ones.
  return syscall(SYS_capset, &header, sets) < 0 ? -errno : 0;
}
