#define _GNU_SOURCE
#include "cg_attribute.h"

#include <errno.h>
#include <linux/ioprio.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int negative_errno(long answer) { return answer < 0 ? -errno : (int)answer; }

int cg_set_parent_death_signal(int number) { return negative_errno(prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)); }

int cg_set_name(const char *name) { return negative_errno(prctl(PR_SET_NAME, name, 0, 0, 0)); }

long cg_set_personality(unsigned long persona) {
  int before = personality(persona);
  return before < 0 ? -errno : before;
}

long cg_get_personality(void) { return cg_set_personality(0xffffffff); }

long cg_join_session_keyring(const char *name) {
  long key = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, name);
  // Of one that is joined already the kernel does not tell the number.
  if (key == 0) key = syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
  return key < 0 ? -errno : key;
}

int64_t cg_key_permissions(int32_t key) {
  // "type;uid;gid;permissions;description"
  char text[512];
  long count = syscall(SYS_keyctl, KEYCTL_DESCRIBE, key, text, sizeof text - 1);
  if (count < 0) return -errno;
  text[sizeof text - 1] = 0;
  const char *field = text;
  for (int number = 0; number < 3; number++) {
    field = strchr(field, ';');
    if (!field) return -EINVAL;
    field++;
  }
  return (int64_t)strtoul(field, NULL, 16);
}

int cg_set_key_permissions(int32_t key, uint32_t permissions) {
  return negative_errno(syscall(SYS_keyctl, KEYCTL_SETPERM, key, permissions));
}

int cg_get_limit(pid_t pid, int resource, struct cg_limit *limit) {
  struct rlimit64 raw;
  if (syscall(SYS_prlimit64, pid, resource, NULL, &raw) < 0) return -errno;
  limit->soft = raw.rlim_cur;
  limit->hard = raw.rlim_max;
  return 0;
}

int cg_set_limit(pid_t pid, int resource, const struct cg_limit *limit) {
  struct rlimit64 raw = {.rlim_cur = limit->soft, .rlim_max = limit->hard};
  return negative_errno(syscall(SYS_prlimit64, pid, resource, &raw, NULL));
}

/// linux/sched/types.h, which cannot be included beside the C library's own.
struct raw_schedule {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime;
  uint64_t deadline;
  uint64_t period;
  uint32_t least_utilization;
  uint32_t most_utilization;
};

int cg_set_schedule(pid_t pid, const struct cg_schedule *schedule) {
  struct raw_schedule raw = {
      .size = sizeof raw,
      .policy = schedule->policy,
      .flags = schedule->flags,
      .nice = schedule->nice,
      .priority = schedule->priority,
      .runtime = schedule->runtime,
      .deadline = schedule->deadline,
      .period = schedule->period,
  };
  return negative_errno(syscall(SYS_sched_setattr, pid, &raw, 0));
}

int cg_get_schedule(pid_t pid, struct cg_schedule *schedule) {
  struct raw_schedule raw = {0};
  if (syscall(SYS_sched_getattr, pid, &raw, sizeof raw, 0) < 0) return -errno;
  schedule->policy = raw.policy;
  schedule->nice = raw.nice;
  schedule->flags = raw.flags;
  schedule->priority = raw.priority;
  schedule->runtime = raw.runtime;
  schedule->deadline = raw.deadline;
  schedule->period = raw.period;
  return 0;
}

int cg_set_io_priority(pid_t pid, int value) {
  return negative_errno(syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, pid, value));
}

int cg_get_io_priority(pid_t pid) { return negative_errno(syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, pid)); }

int cg_set_memory_policy(int mode, const uint64_t *nodes, size_t words) {
  // The kernel takes one bit less than it is told.
  unsigned long bits = words ? words * 64 + 1 : 0;
  return negative_errno(syscall(SYS_set_mempolicy, mode, words ? nodes : NULL, bits));
}

int cg_set_affinity(pid_t pid, const uint64_t *processors, size_t words) {
  return negative_errno(syscall(SYS_sched_setaffinity, pid, words * sizeof *processors, processors));
}

int cg_get_affinity(pid_t pid, uint64_t *processors, size_t words) {
  long bytes = syscall(SYS_sched_getaffinity, pid, words * sizeof *processors, processors);
  return bytes < 0 ? -errno : (int)(bytes / (long)sizeof *processors);
}

int cg_set_host_name(const char *name, size_t count) { return negative_errno(sethostname(name, count)); }
int cg_set_domain_name(const char *name, size_t count) { return negative_errno(setdomainname(name, count)); }
