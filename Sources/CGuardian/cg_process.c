#define _GNU_SOURCE
#include "cg_process.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The C library names it only in later versions.
#ifndef P_PIDFD
#define P_PIDFD 3
#endif

int cg_pidfd_open(pid_t pid) {
  int fd = (int)syscall(SYS_pidfd_open, pid, 0);
  return fd < 0 ? -errno : fd;
}

int cg_pidfd_signal(int pidfd, int number) {
  return syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0) < 0 ? -errno : 0;
}

static int wait_for(idtype_t type, id_t id, int flags, struct cg_exit *result) {
  siginfo_t info;
  info.si_pid = 0;
  int answer;
  do {
    answer = waitid(type, id, &info, WEXITED | WNOHANG | flags);
  } while (answer < 0 && errno == EINTR);
  if (answer < 0) return -errno;
  result->pid = info.si_pid;
  result->signalled = info.si_pid != 0 && info.si_code != CLD_EXITED;
  result->value = info.si_pid != 0 ? info.si_status : 0;
  return 0;
}

int cg_pidfd_reap(int pidfd, struct cg_exit *result) {
  return wait_for((idtype_t)P_PIDFD, (id_t)pidfd, 0, result);
}

int cg_peek_ended_child(struct cg_exit *result) {
  return wait_for(P_ALL, 0, WNOWAIT, result);
}

int cg_reap(pid_t pid, struct cg_exit *result) {
  return wait_for(P_PID, (id_t)pid, 0, result);
}

int cg_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? -errno : 0;
}

int cg_is_child(pid_t pid) {
  struct cg_exit ignored;
  int answer = wait_for(P_PID, (id_t)pid, WNOWAIT, &ignored);
  if (answer == -ECHILD) return 0;
  return answer < 0 ? answer : 1;
}

int cg_enter_session(void) {
  if (getsid(0) == getpid()) return 0;
  return setsid() < 0 ? -errno : 0;
}

int cg_set_descriptor_limit(pid_t pid, unsigned long long soft) {
  struct rlimit limit;
  if (prlimit(pid, RLIMIT_NOFILE, NULL, &limit) < 0) return -errno;
  limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
  return prlimit(pid, RLIMIT_NOFILE, &limit, NULL) < 0 ? -errno : 0;
}

void cg_return_freed_memory(void) { malloc_trim(0); }

char *const *cg_environment(void) { return environ; }
