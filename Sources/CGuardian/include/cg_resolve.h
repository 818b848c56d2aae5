#ifndef CG_RESOLVE_H
#define CG_RESOLVE_H

#include <stdint.h>
#include <sys/types.h>

/// How a path is resolved (RESOLVE_ of openat2(2)).
enum {
  CG_RESOLVE_NO_XDEV = 0x01,
  CG_RESOLVE_NO_MAGICLINKS = 0x02,
  CG_RESOLVE_NO_SYMLINKS = 0x04,
  CG_RESOLVE_BENEATH = 0x08,
  CG_RESOLVE_IN_ROOT = 0x10,
};

/// Opens `path` from `folder` (openat2(2)); `mode` counts only when a file may be made. Tried again while somebody
/// renames things under it. Returns a close-on-exec descriptor or -errno.
int cg_resolve(int folder, const char *path, int flags, mode_t mode, uint64_t resolve);

/// Sets exactly this mode, whatever the umask, of what is behind a descriptor, O_PATH or not (fchmodat2(2); before
/// Linux 6.6 through /proc/self/fd). Not of a link. Returns 0 or -errno.
int cg_set_mode(int fd, mode_t mode);

/// Sets the owner of what is behind a descriptor, O_PATH or not, of a link itself. Returns 0 or -errno.
int cg_set_owner(int fd, uid_t user, gid_t group);

/// Opens again what is behind a descriptor, with other flags, through /proc/self/fd; may wait, for a pipe.
/// Returns a close-on-exec descriptor or -errno.
int cg_reopen_with(int fd, int flags);

/// Makes a node (mknodat(2)) and opens it as a place, with exactly this mode and owner. Returns a close-on-exec O_PATH
/// descriptor or -errno; -EEXIST: there is something of that name; -ESTALE: it was exchanged meanwhile.
int cg_make_node(int folder, const char *name, mode_t mode, dev_t device, uid_t user, gid_t group);

#endif
