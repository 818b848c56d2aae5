#ifndef CG_WAIT_H
#define CG_WAIT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// A signal that has come.
struct cg_signal {
  int number;
  int code;     ///< SI_ or CLD_ code
  int sender;   ///< whose it is, 0: the kernel's or from another pid namespace
  int status;   ///< of SIGCHLD: exit status or signal
};

/// Blocks all signals for this thread and makes a close-on-exec, non-blocking descriptor from which they are taken.
/// Returns it or -errno.
int cg_signal_queue(void);
/// Takes up to `room` signals without waiting; returns how many or -errno. -EAGAIN is no error but 0.
int cg_take_signals(int queue, struct cg_signal *signals, size_t room);

/// A descriptor to be waited for.
struct cg_poll {
  int fd;
  int wanted; ///< CG_READABLE and so on
  int ready;
};
/// The most descriptors of one cg_poll_wait.
#define CG_MAX_POLLS 64

/// Waits until one of them is ready, at most `milliseconds`, -1: however long (poll(2)).
/// Returns how many are or -errno; -EINTR: a signal's handler has run.
int cg_poll_wait(struct cg_poll *polls, size_t count, int milliseconds);

/// A close-on-exec copy of a descriptor of another process (pidfd_getfd(2)), or -errno.
int cg_take_descriptor(int pidfd, int number);

#endif
