/// FunctionTrace CGROUP PROGRAM ARGUMENT...: in the place of RuntimeCall, which functions are called.
///
/// PROGRAM.functions has the addresses of PROGRAM's functions, in hexadecimal and in order. Each gets a breakpoint, which
/// goes away when it is met, in the program, in whatever it executes of itself, and in its children. The addresses of
/// those that were met go to the end of PROGRAM.called, in the order of the first time. `ci/order` makes an order for the
/// linker of them.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most = 1 << 18, most_processes = 64, trap = 0xcc };

static unsigned long functions[most];
static unsigned char originals[most], called[most];
static size_t count;
static pid_t processes[most_processes];
static FILE *calls;

static void fail(const char *what) {
  fprintf(stderr, "FunctionTrace: %s: %s\n", what, strerror(errno));
  exit(1);
}

static FILE *open_beside(const char *program, const char *end, const char *mode) {
  char path[4096];
  snprintf(path, sizeof path, "%s.%s", program, end);
  FILE *file = fopen(path, mode);
  if (!file) fail(path);
  return file;
}

static int open_process(pid_t process, const char *name, int flags) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", process, name);
  return open(path, flags | O_CLOEXEC);
}

/// Whether a process runs the program, and not what a container runs: that is a position-independent one or another.
static int is_ours(pid_t process, const char *program) {
  char path[4096], own[4096];
  snprintf(path, sizeof path, "/proc/%d/exe", process);
  ssize_t length = readlink(path, own, sizeof own - 1);
  if (length <= 0) return 0;
  own[length] = 0;
  // A protected form of the program is a mount by itself.
  return strcmp(own, "/") == 0 || strcmp(own, program) == 0;
}

/// Sets all breakpoints of a process, or takes back those that are left.
static void change(pid_t process, int sets) {
  unsigned long first = functions[0], size = functions[count - 1] + 1 - first;
  unsigned char *text = malloc(size);
  int memory = open_process(process, "mem", O_RDWR);
  if (!text || memory < 0 || pread(memory, text, size, (off_t)first) != (ssize_t)size) fail("read the program");
  for (size_t index = 0; index < count; index++) {
    unsigned char *byte = text + functions[index] - first;
    if (sets && *byte != trap) originals[index] = *byte;
    *byte = sets ? trap : originals[index];
  }
  if (pwrite(memory, text, size, (off_t)first) != (ssize_t)size) fail("write the program");
  close(memory);
  free(text);
}

static int compare(const void *left, const void *right) {
  unsigned long one = *(const unsigned long *)left, other = *(const unsigned long *)right;
  return one < other ? -1 : one > other;
}

/// Goes on from a breakpoint; 0 when there is none.
static int pass(pid_t process) {
  struct user_regs_struct registers;
  if (ptrace(PTRACE_GETREGS, process, NULL, &registers) < 0) return 0;
  unsigned long address = registers.rip - 1;
  unsigned long *found = bsearch(&address, functions, count, sizeof *functions, compare);
  if (!found) return 0;
  size_t index = (size_t)(found - functions);
  if (!called[index]) fprintf(calls, "%lx\n", address);
  called[index] = 1;
  int memory = open_process(process, "mem", O_RDWR);
  if (pwrite(memory, &originals[index], 1, (off_t)address) != 1) fail("take a breakpoint back");
  close(memory);
  registers.rip = address;
  return ptrace(PTRACE_SETREGS, process, NULL, &registers) == 0;
}

static void remember(pid_t process, int is_there) {
  for (size_t index = 0; index < most_processes; index++) {
    if (processes[index] != (is_there ? 0 : process)) continue;
    processes[index] = is_there ? process : 0;
    return;
  }
}

/// Leaves whoever stays behind as if there had been no breakpoints.
static void release(const char *program) {
  for (size_t index = 0; index < most_processes; index++) {
    pid_t process = processes[index];
    int status;
    if (!process || kill(process, SIGSTOP) < 0) continue;
    if (waitpid(process, &status, __WALL) != process || !WIFSTOPPED(status)) continue;
    if (is_ours(process, program)) change(process, 0);
    ptrace(PTRACE_DETACH, process, NULL, 0);
    kill(process, SIGCONT);
  }
}

static int follow(pid_t child, const char *program) {
  int status;
  pid_t process;
  while ((process = waitpid(-1, &status, __WALL)) > 0) {
    if (!WIFSTOPPED(status)) {
      remember(process, 0);
      if (process == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      continue;
    }
    int stop = WSTOPSIG(status), event = status >> 16, passed_on = 0;
    if (event == PTRACE_EVENT_EXEC && !is_ours(process, program)) {
      remember(process, 0);
      ptrace(PTRACE_DETACH, process, NULL, 0);
      continue;
    }
    if (event == PTRACE_EVENT_EXEC) change(process, 1);
    // The first stop of a new child.
    if (!event && stop == SIGSTOP) remember(process, 1);
    if (!event && stop != SIGSTOP && !(stop == SIGTRAP && pass(process))) passed_on = stop;
    ptrace(PTRACE_CONT, process, NULL, passed_on);
  }
  return 1;
}

int main(int argument_count, char **arguments) {
  if (argument_count < 3) return 2;
  const char *program = arguments[2];
  FILE *list = open_beside(program, "functions", "r");
  while (count < most && fscanf(list, "%lx", &functions[count]) == 1) count++;
  fclose(list);
  if (count == 0) fail("no functions");
  calls = open_beside(program, "called", "a");
  pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    if (dup2(2, 1) == 1) execv(program, arguments + 2);
    _exit(127);
  }
  int status;
  if (waitpid(child, &status, 0) != child) fail("start");
  long options = PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
  ptrace(PTRACE_SETOPTIONS, child, NULL, options);
  change(child, 1);
  ptrace(PTRACE_CONT, child, NULL, 0);
  int answer = follow(child, program);
  release(program);
  fclose(calls);
  printf("%d 0 0 0 0\n", answer);
  return 0;
}
