#define _GNU_SOURCE
#include "cg_splice.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/ioctl.h>

ssize_t cg_tee(int pipe, int other, size_t count) {
  ssize_t shown;
  do {
    shown = tee(pipe, other, count, SPLICE_F_NONBLOCK);
  } while (shown < 0 && errno == EINTR);
  return shown < 0 ? -errno : shown;
}

ssize_t cg_splice_now(int from, int to, size_t count) {
  ssize_t moved;
  do {
    moved = splice(from, NULL, to, NULL, count, SPLICE_F_NONBLOCK);
  } while (moved < 0 && errno == EINTR);
  return moved < 0 ? -errno : moved;
}

int cg_waiting_bytes(int pipe) {
  int count = 0;
  return ioctl(pipe, FIONREAD, &count) < 0 ? -errno : count;
}
