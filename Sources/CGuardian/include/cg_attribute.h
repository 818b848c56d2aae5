#ifndef CG_ATTRIBUTE_H
#define CG_ATTRIBUTE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What a process is like, its privileges apart (cg_privilege.h). All return 0 or -errno unless something else is said.

/// A signal when the thread that made this process ends (PR_SET_PDEATHSIG); 0: none.
int cg_set_parent_death_signal(int number);
/// The name in /proc/self/comm, cut to 15 bytes (PR_SET_NAME).
int cg_set_name(const char *name);
/// personality(2). Returns what it was, or -errno.
long cg_set_personality(unsigned long persona);
/// What it is; changes nothing.
long cg_get_personality(void);

/// Joins the session keyring with this name, which is made if need be (keyctl_join_session_keyring(3)).
/// Returns its number or -errno.
long cg_join_session_keyring(const char *name);
/// The permissions of a key (the fourth field of KEYCTL_DESCRIBE), or -errno.
int64_t cg_key_permissions(int32_t key);
/// KEYCTL_SETPERM.
int cg_set_key_permissions(int32_t key, uint32_t permissions);

/// A resource's limits of a process, 0: this one's (prlimit(2)).
struct cg_limit {
  uint64_t soft;
  uint64_t hard;
};
int cg_get_limit(pid_t pid, int resource, struct cg_limit *limit);
int cg_set_limit(pid_t pid, int resource, const struct cg_limit *limit);

/// How a thread is scheduled (struct sched_attr, sched_setattr(2)).
struct cg_schedule {
  uint32_t policy;
  int32_t nice;
  uint64_t flags;
  uint32_t priority;
  uint64_t runtime;
  uint64_t deadline;
  uint64_t period;
};
int cg_set_schedule(pid_t pid, const struct cg_schedule *schedule);
int cg_get_schedule(pid_t pid, struct cg_schedule *schedule);

/// ioprio_set(2) and ioprio_get(2) of a thread, 0: this one; `value` has the class in its upper bits.
int cg_set_io_priority(pid_t pid, int value);
int cg_get_io_priority(pid_t pid);

/// set_mempolicy(2); `nodes` is a bitmap of `words` words.
int cg_set_memory_policy(int mode, const uint64_t *nodes, size_t words);

/// sched_setaffinity(2); `processors` is a bitmap of `words` words.
int cg_set_affinity(pid_t pid, const uint64_t *processors, size_t words);
/// Fills the bitmap; returns how many words of it the kernel knows, or -errno.
int cg_get_affinity(pid_t pid, uint64_t *processors, size_t words);

/// sethostname(2) and setdomainname(2).
int cg_set_host_name(const char *name, size_t count);
int cg_set_domain_name(const char *name, size_t count);

#endif
