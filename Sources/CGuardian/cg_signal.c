#define _GNU_SOURCE
#include "cg_signal.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>

static sigset_t termination(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

int cg_block_termination(void) {
  sigset_t set = termination();
  return -pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int cg_termination_fd(void) {
  sigset_t set = termination();
  int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}
