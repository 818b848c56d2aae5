#define _GNU_SOURCE
#include "cg_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/// Where the handler writes.
static int pipe_end = -1;

static void note(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe says already that there is something to read.
  ssize_t ignored = write(pipe_end, &byte, 1);
  (void)ignored;
  errno = saved;
}

int cg_signal_fd(const int *numbers, int count) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return -errno;
  pipe_end = ends[1];
  struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  for (int i = 0; i < count; i++) {
    struct sigaction before;
    if (sigaction(numbers[i], NULL, &before) < 0) goto failed;
    // nohup(1)
    if (numbers[i] == SIGHUP && before.sa_handler == SIG_IGN) continue;
    if (sigaction(numbers[i], &action, NULL) < 0) goto failed;
  }
  return ends[0];
failed:;
  int error = errno;
  close(ends[0]);
  close(ends[1]);
  return -error;
}
