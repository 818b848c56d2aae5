#define _GNU_SOURCE
#include "cg_userns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// The child makes four system calls; the lowest page is a guard.
enum { stack_size = 32 * 1024, guard_size = 4096 };

/// Waits until the parent closes its end of the pipe, which the parent's death does too.
///
/// It runs beside the parent's thread and shares its thread-local memory: only system calls that cannot fail here, since
/// a failure would write the parent's errno.
static int stand_in(void *argument) {
  int end = *(int *)argument;
  // Another descriptor kept open here might be the other end of a pipe that a second such child waits for.
  syscall(SYS_close_range, (unsigned)end + 1, UINT_MAX, 0);
  if (end > 0) syscall(SYS_close_range, 0, (unsigned)end - 1, 0);
  char byte;
  syscall(SYS_read, end, &byte, 1);
  syscall(SYS_exit, 0);
  return 0;
}

static int write_map(pid_t pid, const char *name, const char *text) {
  char path[48];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -errno;
  // The kernel takes a map by one write only.
  ssize_t written = write(file, text, strlen(text));
  int error = errno;
  close(file);
  return written < 0 ? -error : 0;
}

static int set_up(pid_t pid, const char *users, const char *groups, enum cg_userns_stage *stage) {
  *stage = CG_USERNS_USERS;
  int answer = write_map(pid, "uid_map", users);
  if (answer < 0) return answer;
  *stage = CG_USERNS_GROUPS;
  answer = write_map(pid, "gid_map", groups);
  if (answer < 0) return answer;
  *stage = CG_USERNS_OPEN;
  char path[48];
  snprintf(path, sizeof path, "/proc/%d/ns/user", pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

int cg_userns_make(const char *users, const char *groups, enum cg_userns_stage *stage) {
  *stage = CG_USERNS_CLONE;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  char *stack = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) {
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    return -error;
  }
  (void)mprotect(stack, guard_size, PROT_NONE);

  // A handler of ours must not run in the child: it would see this program's memory under another pid.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  // No signal at its end, so that nobody else who waits for children sees it. Sharing memory keeps this quick however
  // large this program is.
  pid_t pid = clone(stand_in, stack + stack_size, CLONE_NEWUSER | CLONE_VM, &ends[0]);
  int answer = pid < 0 ? -errno : set_up(pid, users, groups, stage);
  close(ends[1]);
  if (pid > 0) {
    while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR) continue;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);

  close(ends[0]);
  munmap(stack, stack_size);
  return answer;
}
