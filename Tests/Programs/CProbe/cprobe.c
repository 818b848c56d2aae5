#define _GNU_SOURCE
#include "cprobe.h"

#include <errno.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern long ptrace(int request, ...);

long cprobe_call(long number, const uint64_t a[6]) {
  long answer = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  return answer == -1 ? -errno : answer;
}

static volatile sig_atomic_t trapped;

static void note(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  trapped = info->si_syscall;
}

int cprobe_note_traps(void) {
  struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
  return sigaction(SIGSYS, &action, NULL) < 0 ? -errno : 0;
}

int cprobe_trapped_call(void) {
  int number = trapped;
  trapped = 0;
  return number;
}

static void *call(void *number) {
  syscall((long)(intptr_t)number);
  return NULL;
}

int cprobe_call_in_thread(long number) {
  pthread_t thread;
  int error = pthread_create(&thread, NULL, call, (void *)(intptr_t)number);
  return error ? -error : -pthread_join(thread, NULL);
}

int cprobe_trace(pid_t pid) {
  return ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACESECCOMP) < 0 ? -errno : 0;
}

long cprobe_traced_number(pid_t pid) {
  int status;
  unsigned long number;
  if (waitpid(pid, &status, __WALL) < 0) return -errno;
  if (!WIFSTOPPED(status) || status >> 8 != (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) return -ECHILD;
  if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &number) < 0) return -errno;
  if (ptrace(PTRACE_DETACH, pid, NULL, NULL) < 0) return -errno;
  return (long)number;
}

int cprobe_answer(int listener, int error) {
  struct seccomp_notif asked;
  memset(&asked, 0, sizeof asked);
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0) return -errno;
  struct seccomp_notif_resp answer = {.id = asked.id, .error = -error};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) < 0) return -errno;
  return asked.data.nr;
}

double cprobe_microseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}
