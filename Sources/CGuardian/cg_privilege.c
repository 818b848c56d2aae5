#define _GNU_SOURCE
#include "cg_privilege.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int negative_errno(long answer) { return answer < 0 ? -errno : (int)answer; }

int cg_get_capabilities(struct cg_capabilities *sets) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct halves[_LINUX_CAPABILITY_U32S_3];
  if (syscall(SYS_capget, &header, halves) < 0) return -errno;
  sets->effective = (uint64_t)halves[1].effective << 32 | halves[0].effective;
  sets->permitted = (uint64_t)halves[1].permitted << 32 | halves[0].permitted;
  sets->inheritable = (uint64_t)halves[1].inheritable << 32 | halves[0].inheritable;
  return 0;
}

int cg_set_capabilities(const struct cg_capabilities *sets) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct halves[_LINUX_CAPABILITY_U32S_3];
  for (int half = 0; half < _LINUX_CAPABILITY_U32S_3; half++) {
    halves[half].effective = (uint32_t)(sets->effective >> (32 * half));
    halves[half].permitted = (uint32_t)(sets->permitted >> (32 * half));
    halves[half].inheritable = (uint32_t)(sets->inheritable >> (32 * half));
  }
  return negative_errno(syscall(SYS_capset, &header, halves));
}

int cg_bound_capabilities(uint64_t kept, int last) {
  for (int number = 0; number <= last && number < 64; number++) {
    if (kept >> number & 1) continue;
    // To drop what is not there needs CAP_SETPCAP all the same, which whoever has it not should not need then.
    if (prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 0) continue;
    if (prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0) return -errno;
  }
  return 0;
}

int cg_set_ambient_capabilities(uint64_t set, int *refused) {
  *refused = -1;
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0) return -errno;
  for (int number = 0; set >> number; number++) {
    if ((set >> number & 1) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0) < 0) {
      *refused = number;
      return -errno;
    }
    if (number == 63) break;
  }
  return 0;
}

uint64_t cg_bounding_capabilities(int last) {
  uint64_t set = 0;
  for (int number = 0; number <= last && number < 64; number++) {
    if (prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1) set |= UINT64_C(1) << number;
  }
  return set;
}

uint64_t cg_ambient_capabilities(int last) {
  uint64_t set = 0;
  for (int number = 0; number <= last && number < 64; number++) {
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, number, 0, 0) == 1) set |= UINT64_C(1) << number;
  }
  return set;
}

int cg_keep_permitted_capabilities(int keep) { return negative_errno(prctl(PR_SET_KEEPCAPS, keep, 0, 0, 0)); }
int cg_set_secure_bits(int bits) { return negative_errno(prctl(PR_SET_SECUREBITS, bits, 0, 0, 0)); }
int cg_get_secure_bits(void) { return negative_errno(prctl(PR_GET_SECUREBITS, 0, 0, 0, 0)); }

int cg_set_groups(const gid_t *groups, size_t count) { return negative_errno(syscall(SYS_setgroups, count, groups)); }
int cg_set_group(gid_t group) { return negative_errno(syscall(SYS_setresgid, group, group, group)); }
int cg_set_user(uid_t user) { return negative_errno(syscall(SYS_setresuid, user, user, user)); }

int cg_renounce_new_privileges(void) { return negative_errno(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }
int cg_has_no_new_privileges(void) { return negative_errno(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)); }
int cg_set_dumpable(int dumpable) { return negative_errno(prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0)); }
int cg_get_dumpable(void) { return negative_errno(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)); }

int cg_load_filter(const void *program, size_t count, unsigned flags) {
  if (count == 0 || count % sizeof(struct sock_filter) || count / sizeof(struct sock_filter) > BPF_MAXINSNS) {
    return -EINVAL;
  }
  struct sock_fprog filter = {
      .len = (unsigned short)(count / sizeof(struct sock_filter)),
      // The kernel only reads it.
      .filter = (struct sock_filter *)program,
  };
  return negative_errno(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter));
}

int cg_filter_action(uint32_t action) {
  return negative_errno(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
}

int cg_filter_flags(unsigned flags) {
  // Flags are looked at before the program, which is nowhere.
  long answer = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, NULL);
  return answer < 0 && errno != EFAULT ? -errno : 0;
}
