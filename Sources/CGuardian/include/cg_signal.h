#ifndef CG_SIGNAL_H
#define CG_SIGNAL_H

/// Blocks SIGINT and SIGTERM for this thread, and for those it starts from now on. Returns 0 or -errno.
int cg_block_termination(void);

/// Makes a descriptor that is readable when one of them has come; returns it or -errno.
int cg_termination_fd(void);

#endif
