#define _GNU_SOURCE
#include "cg_oom.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/// Documentation/admin-guide/cgroup-v1/memory.rst, "OOM Control": "<eventfd> <descriptor of memory.oom_control>".
static int subscribe(int event, const char *file, const char *control) {
  int watched = open(file, O_RDONLY | O_CLOEXEC);
  if (watched < 0) return -errno;
  int result = 0;
  int target = open(control, O_WRONLY | O_CLOEXEC);
  if (target < 0) {
    result = -errno;
  } else {
    char line[32];
    snprintf(line, sizeof line, "%d %d", event, watched);
    if (write(target, line, strlen(line)) < 0) result = -errno;
    close(target);
  }
  close(watched);
  return result;
}

int cg_watch_oom_version_one(const char *file, const char *control) {
  int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event < 0) return -errno;
  int result = subscribe(event, file, control);
  if (result < 0) {
    close(event);
    return result;
  }
  return event;
}

int cg_open_counts(const char *file) {
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

ssize_t cg_read_counts(int fd, void *bytes, size_t count) {
  ssize_t answer = pread(fd, bytes, count, 0);
  return answer < 0 ? -errno : answer;
}

int cg_timer_fd(void) {
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

int cg_set_timer(int timer, long milliseconds) {
  struct itimerspec time = {.it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}};
  return timerfd_settime(timer, 0, &time, NULL) < 0 ? -errno : 0;
}

long cg_monotonic_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}
