#ifndef CG_PROCESS_H
#define CG_PROCESS_H

#include <sys/types.h>

/// How a child ended.
struct cg_exit {
  pid_t pid;     ///< 0: none has ended
  int signalled; ///< non-zero: `value` is a signal's number, else an exit status
  int value;
};

/// Opens a close-on-exec pidfd; returns it or -errno. -ESRCH: there is no such process.
int cg_pidfd_open(pid_t pid);

/// Sends a signal to the process behind a pidfd; returns 0 or -errno. -ESRCH: it has ended.
int cg_pidfd_signal(int pidfd, int number);

/// Reaps the child behind a pidfd if it has ended, without waiting; returns 0 or -errno.
int cg_pidfd_reap(int pidfd, struct cg_exit *result);

/// Says which child has ended, without waiting and without reaping it; returns 0 or -errno.
/// -ECHILD: there are no children.
int cg_peek_ended_child(struct cg_exit *result);

/// Reaps the child `pid`, which has ended; returns 0 or -errno.
int cg_reap(pid_t pid, struct cg_exit *result);

/// Makes descendants whose parent ends our children (PR_SET_CHILD_SUBREAPER); returns 0 or -errno.
int cg_become_subreaper(void);

/// Whether `pid` is a child of this process, reaped ones apart: 1 or 0, or -errno.
int cg_is_child(pid_t pid);

/// Leads a session of its own from now on; fine if it does already. Returns 0 or -errno.
int cg_enter_session(void);

/// Sets the soft limit of descriptors of a process, at most to its hard one; returns 0 or -errno.
int cg_set_descriptor_limit(pid_t pid, unsigned long long soft);

/// The environment of this process, ends with NULL; NULL: it has none.
char *const *cg_environment(void);

/// Gives memory of this process that was freed, and that the C library keeps for later, back to the kernel.
void cg_return_freed_memory(void);

#endif
