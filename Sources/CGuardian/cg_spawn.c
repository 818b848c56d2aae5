#define _GNU_SOURCE
#include "cg_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The child uses a few hundred bytes and what execve's wrapper needs; the lowest page is a guard.
enum { stack_size = 64 * 1024, guard_size = 4096 };

/// CLONE_INTO_CGROUP of clone3(2), Linux 5.7.
static const uint64_t into_cgroup = 0x200000000;

/// Shared between parent and child: CLONE_VM makes it one memory, CLONE_VFORK lets the parent read it only after
/// the child has exec'd or ended.
struct child {
  const struct cg_spawn_request *request;
  pid_t parent;
  int moved[CG_SPAWN_MAX_FDS];
  enum cg_spawn_stage stage;
  int error;
};

static int reset_signals(void) {
  // The kernel's struct sigaction, all zero: default handling. The C library's call would refuse the two signals
  // that it keeps for itself, which whoever started us may have left ignored.
  unsigned long default_action[8] = {0};
  for (int number = 1; number < NSIG; number++) {
    // Only SIGKILL and SIGSTOP refuse.
    (void)syscall(SYS_rt_sigaction, number, default_action, NULL, (size_t)NSIG / 8);
  }
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, NULL);
}

static int close_from(int first) {
  if (close_range((unsigned)first, UINT_MAX, 0) == 0) return 0;
  if (errno != ENOSYS && errno != EPERM) return -1;
  // A filter of system calls that was made before there was this one.
  long limit = sysconf(_SC_OPEN_MAX);
  for (int number = first; number < limit; number++) close(number);
  return 0;
}

static int place_descriptors(struct child *child) {
  const struct cg_spawn_request *request = child->request;
  int count = (int)request->fd_count;
  // First all of them above the places they go to, so that no placing overwrites one that is still to be placed.
  for (int index = 0; index < count; index++) {
    int source = request->fds[index];
    int opened = -1;
    if (source < 0) {
      opened = source = open("/dev/null", O_RDWR | O_CLOEXEC);
      if (source < 0) return -1;
    }
    child->moved[index] = fcntl(source, F_DUPFD_CLOEXEC, count);
    if (opened >= 0) close(opened);
    if (child->moved[index] < 0) return -1;
  }
  for (int index = 0; index < count; index++) {
    if (dup2(child->moved[index], index) < 0) return -1;
  }
  return close_from(count);
}

static int enter_session(const struct cg_spawn_request *request) {
  if (request->new_session) return setsid() < 0 ? -1 : 0;
  return request->new_group ? setpgid(0, 0) : 0;
}

static int arm_death_signal(const struct child *child) {
  int number = child->request->parent_death_signal;
  if (number == 0) return 0;
  if (prctl(PR_SET_PDEATHSIG, number) < 0) return -1;
  // The parent may have been killed before the line above.
  if (getppid() != child->parent) _exit(128 + number);
  return 0;
}

static int enter_directory(const struct cg_spawn_request *request) {
  return request->cwd ? chdir(request->cwd) : 0;
}

static int fail(struct child *child, enum cg_spawn_stage stage) {
  child->error = errno;
  child->stage = stage;
  _exit(127);
}

static int run_child(void *argument) {
  struct child *child = argument;
  const struct cg_spawn_request *request = child->request;
  if (place_descriptors(child) < 0) return fail(child, CG_SPAWN_DESCRIPTORS);
  if (enter_session(request) < 0) return fail(child, CG_SPAWN_SESSION);
  if (enter_directory(request) < 0) return fail(child, CG_SPAWN_DIRECTORY);
  if (reset_signals() < 0 || arm_death_signal(child) < 0) return fail(child, CG_SPAWN_DEATH_SIGNAL);
  execve(request->path, request->argv, request->envp);
  return fail(child, CG_SPAWN_EXEC);
}

/// clone3(2)'s arguments, up to those of Linux 5.7.
struct clone3_arguments {
  uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

/// clone3(2) with a stack for the child, for which the C library has no function: the child calls `run` there.
static long clone3_on_stack(struct clone3_arguments *arguments, int (*run)(void *), void *argument) {
#if defined(__x86_64__)
  long answer = SYS_clone3;
  __asm__ volatile(
      "syscall\n\t"
      "testq %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xorl %%ebp, %%ebp\n\t"
      "movq %[argument], %%rdi\n\t"
      "callq *%[run]\n\t"
      "hlt\n"
      "1:"
      : "+a"(answer)
      : "D"(arguments), "S"(sizeof *arguments), [run] "r"(run), [argument] "r"(argument)
      : "rcx", "r11", "memory", "cc");
  return answer;
#elif defined(__aarch64__)
  register long number __asm__("x8") = SYS_clone3;
  register long answer __asm__("x0") = (long)arguments;
  register long size __asm__("x1") = sizeof *arguments;
  __asm__ volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "mov x29, xzr\n\t"
      "mov x0, %[argument]\n\t"
      "blr %[run]\n\t"
      "brk #0\n"
      "1:"
      : "+r"(answer)
      : "r"(number), "r"(size), [run] "r"(run), [argument] "r"(argument)
      : "memory", "cc");
  return answer;
#else
  (void)arguments, (void)run, (void)argument;
  return -ENOSYS;
#endif
}

/// A child that is born in a cgroup needs not be moved there, which waits for RCU.
static pid_t clone_into_cgroup(struct child *child, char *stack, int *pidfd) {
  if (child->request->cgroup < 0) return -ENOSYS;
  struct clone3_arguments arguments = {
      .flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | into_cgroup,
      .pidfd = (uintptr_t)pidfd,
      .exit_signal = SIGCHLD,
      .stack = (uintptr_t)stack,
      .stack_size = stack_size,
      .cgroup = (uint64_t)child->request->cgroup,
  };
  return (pid_t)clone3_on_stack(&arguments, run_child, child);
}

static pid_t clone_child(struct child *child, int *pidfd) {
  char *stack = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return -errno;
  (void)mprotect(stack, guard_size, PROT_NONE);

  // A handler of ours must not run in the child: it would see this program's memory under another pid.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = clone_into_cgroup(child, stack, pidfd);
  int error = 0;
  if (pid < 0) {
    // Whoever has to be in the cgroup hears why not when it joins; an old kernel's refusal must not be the end.
    pid = clone(run_child, stack + stack_size, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, child, pidfd);
    error = errno;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);

  munmap(stack, stack_size);
  return pid < 0 ? -error : pid;
}

pid_t cg_spawn(const struct cg_spawn_request *request, int *pidfd, enum cg_spawn_stage *stage) {
  *stage = CG_SPAWN_CLONE;
  if (request->fd_count > CG_SPAWN_MAX_FDS) return -EINVAL;

  struct child child = {.request = request, .parent = getpid()};
  pid_t pid = clone_child(&child, pidfd);
  if (pid < 0 || child.error == 0) return pid;

  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
  close(*pidfd);
  *stage = child.stage;
  return -child.error;
}
