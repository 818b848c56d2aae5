/// RuntimeCall CGROUP PROGRAM ARGUMENT...: starts a program, waits for its end, and prints what it took:
///
///     STATUS WALL USER SYSTEM MEMORY
///
/// the exit status (128 and the number of a signal that killed it), three times microseconds, of the program and of
/// everybody that it waited for, and the largest memory of any of them in kilobytes (wait4(2)). CGROUP is a folder of a
/// version 1 memory cgroup that the program begins in, or `-`. The program's own output goes to descriptor 2.
///
/// A program of its own, since the kernel counts the memory of whoever calls exec to what is executed: it has to be
/// smaller than everything it measures.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long microseconds(const struct timeval *time) { return time->tv_sec * 1000000 + time->tv_usec; }

/// 0, or the number of an error.
static int join(const char *cgroup) {
  if (strcmp(cgroup, "-") == 0) return 0;
  int folder = open(cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int tasks = openat(folder, "tasks", O_WRONLY | O_CLOEXEC);
  int answer = tasks >= 0 && write(tasks, "0", 1) == 1 ? 0 : errno;
  close(tasks);
  close(folder);
  return answer;
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: RuntimeCall CGROUP PROGRAM ARGUMENT...\n");
    return 2;
  }
  struct timespec before, after;
  clock_gettime(CLOCK_MONOTONIC, &before);
  pid_t child = fork();
  if (child == 0) {
    if (join(arguments[1]) == 0 && dup2(2, 1) == 1) execv(arguments[2], arguments + 2);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child) {
    fprintf(stderr, "RuntimeCall: %s\n", strerror(errno));
    return 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &after);
  long wall = (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
  printf("%d %ld %ld %ld %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), wall,
         microseconds(&usage.ru_utime), microseconds(&usage.ru_stime), usage.ru_maxrss);
  return 0;
}
