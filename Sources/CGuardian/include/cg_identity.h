#ifndef CG_IDENTITY_H
#define CG_IDENTITY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// For programs with one thread only: what a thread enters or becomes here does not hold for others.

/// Whether the process behind a pidfd is in the caller's user namespace: 1 or 0, or -errno. -ESRCH: it has ended.
/// Needs the /proc of the pid namespace in which the caller is.
int cg_shares_user_namespace(int pidfd);

/// Enters the mount namespace of the process behind a pidfd, and its user namespace if `user` is not 0 (setns(2)); root
/// folder and working folder are then its. Returns 0 or -errno.
int cg_enter_process(int pidfd, int user);

/// Keeps other processes from looking into this one (PR_SET_DUMPABLE). Any change of ids or capabilities may undo it.
/// Returns 0 or -errno.
int cg_hide_process(void);

/// Becomes a user for good, with no groups but these. A user other than 0 loses all capabilities.
/// Returns 0 or -errno.
int cg_become_user(uid_t user, gid_t group, const gid_t *groups, size_t count);

/// Gives up all capabilities but those whose bits are set, for good. Returns 0 or -errno.
int cg_keep_capabilities(uint64_t kept);

#endif
