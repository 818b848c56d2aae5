#define _GNU_SOURCE
#include "cg_wait.h"
#include "cg_descriptor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

int cg_signal_queue(void) {
  sigset_t all;
  sigfillset(&all);
  if (sigprocmask(SIG_SETMASK, &all, NULL) < 0) return -errno;
  int fd = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

int cg_take_signals(int queue, struct cg_signal *signals, size_t room) {
  struct signalfd_siginfo raw[16];
  if (room > sizeof raw / sizeof *raw) room = sizeof raw / sizeof *raw;
  ssize_t count;
  do {
    count = read(queue, raw, room * sizeof *raw);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return errno == EAGAIN ? 0 : -errno;
  int taken = (int)((size_t)count / sizeof *raw);
  for (int index = 0; index < taken; index++) {
    signals[index].number = (int)raw[index].ssi_signo;
    signals[index].code = raw[index].ssi_code;
    signals[index].sender = (int)raw[index].ssi_pid;
    signals[index].status = raw[index].ssi_status;
  }
  return taken;
}

int cg_poll_wait(struct cg_poll *polls, size_t count, int milliseconds) {
  struct pollfd raw[CG_MAX_POLLS];
  if (count > CG_MAX_POLLS) return -E2BIG;
  for (size_t index = 0; index < count; index++) {
    int wanted = polls[index].wanted;
    raw[index].fd = polls[index].fd;
    raw[index].events = (short)((wanted & CG_READABLE ? POLLIN : 0) | (wanted & CG_WRITABLE ? POLLOUT : 0));
    if (wanted & CG_CHANGED) raw[index].events |= POLLPRI;
  }
  int ready = poll(raw, count, milliseconds);
  if (ready < 0) return -errno;
  for (size_t index = 0; index < count; index++) {
    int bits = raw[index].revents;
    polls[index].ready = (bits & POLLIN ? CG_READABLE : 0) | (bits & POLLOUT ? CG_WRITABLE : 0);
    if (bits & POLLPRI) polls[index].ready |= CG_CHANGED;
    // Whoever waits learns of an error or a hang-up by trying.
    if (bits & (POLLERR | POLLHUP | POLLNVAL)) polls[index].ready |= CG_READABLE | CG_WRITABLE | CG_HUNG_UP;
  }
  return ready;
}

int cg_take_descriptor(int pidfd, int number) {
  int fd = (int)syscall(SYS_pidfd_getfd, pidfd, number, 0);
  return fd < 0 ? -errno : fd;
}
