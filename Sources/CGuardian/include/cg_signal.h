#ifndef CG_SIGNAL_H
#define CG_SIGNAL_H

/// Makes a close-on-exec descriptor, non-blocking, that is readable when one of the signals has come: a byte for each, its
/// number. They end the program no longer. A SIGHUP that is ignored stays so. One per program. Returns it or -errno.
int cg_signal_fd(const int *numbers, int count);

#endif
