#define _GNU_SOURCE
#include "cg_clone.h"

#include <errno.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(CG_CLONE_PARENT == CLONE_PARENT, "the number for Swift is another");
_Static_assert(CG_CLONE_NEWTIME == CLONE_NEWTIME, "the number for Swift is another");

/// Where the C library keeps this thread's number, which it has told the kernel (set_tid_address(2)); NULL: unknown.
/// Without it the child would have its parent's number there.
static pid_t *thread_number(void) {
  static pid_t *place;
  static int known;
  if (!known) {
    int *address = NULL;
    if (prctl(PR_GET_TID_ADDRESS, &address, 0, 0, 0) == 0) place = address;
    known = 1;
  }
  return place;
}

static pid_t clone_old(uint64_t flags, int signal, pid_t *thread, int *pidfd) {
  // The lowest byte is the signal there, and the highest bits do not exist.
  if (flags & 0xff || flags >> 32) return -ENOSYS;
  unsigned long bits = (unsigned long)flags | (unsigned long)signal;
#if defined(__x86_64__)
  pid_t pid = (pid_t)syscall(SYS_clone, bits, NULL, pidfd, thread, 0);
#else
  pid_t pid = (pid_t)syscall(SYS_clone, bits, NULL, pidfd, 0, thread);
#endif
  return pid < 0 ? -errno : pid;
}

pid_t cg_clone(uint64_t flags, int cgroup, int signal, int *pidfd) {
  pid_t *thread = thread_number();
  int child_end = -1;
  if (thread) flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  flags |= CLONE_PIDFD;
  struct clone_args arguments = {
      .flags = flags | (cgroup >= 0 ? CLONE_INTO_CGROUP : 0),
      .pidfd = (__u64)(uintptr_t)&child_end,
      .child_tid = (__u64)(uintptr_t)thread,
      .exit_signal = (__u64)signal,
      .cgroup = cgroup >= 0 ? (__u64)cgroup : 0,
  };
  pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid < 0) pid = errno == ENOSYS && cgroup < 0 ? clone_old(flags, signal, thread, &child_end) : -errno;
  if (pid > 0) *pidfd = child_end;
  return pid;
}

pid_t cg_own_pid(void) { return (pid_t)syscall(SYS_getpid); }
pid_t cg_parent_pid(void) { return (pid_t)syscall(SYS_getppid); }
