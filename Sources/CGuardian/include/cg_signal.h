#ifndef CG_SIGNAL_H
#define CG_SIGNAL_H

/// Makes a close-on-exec descriptor, non-blocking, that is readable when SIGINT or SIGTERM has come, which end the program no
/// longer. One per program. Returns it or -errno.
int cg_termination_fd(void);

#endif
