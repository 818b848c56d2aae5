#ifndef CG_PRIVILEGE_H
#define CG_PRIVILEGE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What a thread is allowed to do. Raw system calls: they hold for the calling thread only, which in a program with one
// thread is all of it; the C library's own calls signal every other thread.

/// A thread's three sets of capabilities, a bit for each number (capabilities(7)).
struct cg_capabilities {
  uint64_t effective;
  uint64_t permitted;
  uint64_t inheritable;
};

/// capget(2) and capset(2) of the calling thread; return 0 or -errno.
int cg_get_capabilities(struct cg_capabilities *sets);
int cg_set_capabilities(const struct cg_capabilities *sets);

/// Takes all but `kept`, of the numbers up to `last`, from the bounding set (PR_CAPBSET_DROP); returns 0 or -errno.
int cg_bound_capabilities(uint64_t kept, int last);
/// Makes the ambient set this one (PR_CAP_AMBIENT). Returns 0 or -errno, with the number of the one that was refused in
/// `*refused`; those before it are in the set.
int cg_set_ambient_capabilities(uint64_t set, int *refused);
/// The bounding set of the numbers up to `last`.
uint64_t cg_bounding_capabilities(int last);
/// The ambient set of the numbers up to `last`.
uint64_t cg_ambient_capabilities(int last);

/// Keeps permitted capabilities when all ids become others than 0 (PR_SET_KEEPCAPS), until the next exec.
int cg_keep_permitted_capabilities(int keep);
/// SECBIT_ flags (PR_SET_SECUREBITS, PR_GET_SECUREBITS); return 0, or the flags, or -errno.
int cg_set_secure_bits(int bits);
int cg_get_secure_bits(void);

/// setgroups(2), setresgid(2) and setresuid(2) with all three ids the same; return 0 or -errno.
int cg_set_groups(const gid_t *groups, size_t count);
int cg_set_group(gid_t group);
int cg_set_user(uid_t user);

/// No program that is executed from now on gains privileges (PR_SET_NO_NEW_PRIVS). Returns 0 or -errno.
int cg_renounce_new_privileges(void);
/// Whether that is so: 1 or 0, or -errno.
int cg_has_no_new_privileges(void);
/// PR_SET_DUMPABLE and PR_GET_DUMPABLE.
int cg_set_dumpable(int dumpable);
int cg_get_dumpable(void);

/// seccomp(2), SECCOMP_SET_MODE_FILTER: `program` has `count` bytes, 8 for each instruction.
/// Returns the listener with CG_FILTER_NEW_LISTENER, else 0, or -errno.
/// -EINVAL: no such program or flag; -EACCES: neither no-new-privileges nor CAP_SYS_ADMIN; -EBUSY: there is a listener.
int cg_load_filter(const void *program, size_t count, unsigned flags);
/// 0 when the kernel knows a SECCOMP_RET_ action (SECCOMP_GET_ACTION_AVAIL), else -errno; -EOPNOTSUPP: it does not.
int cg_filter_action(uint32_t action);
/// 0 when the kernel knows all of these flags, else -errno; -EINVAL: it does not.
int cg_filter_flags(unsigned flags);

#endif
