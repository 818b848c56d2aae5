#ifndef CG_TREE_H
#define CG_TREE_H

#include <stdint.h>
#include <sys/types.h>

/// The room for a message of cg_context_message.
#define CG_CONTEXT_MESSAGE 512

/// mount(2); returns 0 or -errno.
int cg_mount(const char *source, const char *target, const char *type, uint64_t flags, const char *data);
/// The same at the place behind a descriptor, which may be O_PATH, through /proc/self/fd.
int cg_mount_on(const char *source, int target, const char *type, uint64_t flags, const char *data);
/// umount2(2) with its own flags; returns 0 or -errno.
int cg_unmount_with(const char *path, int flags);

/// Begins a new file system of a type (fsopen(2)). Returns a close-on-exec context or -errno.
int cg_context_open(const char *type);
/// fsconfig(2), one command each: a string, a flag (`value` NULL), a descriptor.
int cg_context_set(int context, const char *key, const char *value);
int cg_context_set_descriptor(int context, const char *key, int value);
/// Makes the file system (FSCONFIG_CMD_CREATE); returns 0 or -errno.
int cg_context_create(int context);
/// A mount of what was made, attached nowhere (fsmount(2)). Returns a close-on-exec descriptor or -errno.
int cg_context_mount(int context, uint64_t attributes);
/// The kernel's last message about a context; an empty string: none.
void cg_context_message(int context, char message[CG_CONTEXT_MESSAGE]);

/// A descriptor of the tree at `path` from `folder`, or of `folder` itself if `path` is empty (open_tree(2)).
/// `clone`: 0: of the very mount; 1: of a copy that is attached nowhere; 2: with copies of the mounts below.
/// Links at the end are followed if `follow`. Returns a close-on-exec descriptor or -errno.
int cg_tree_open(int folder, const char *path, int clone, int follow);

/// Moves the mount behind `tree` to the place behind `place` (move_mount(2)); returns 0 or -errno.
int cg_tree_attach(int tree, int place);

/// How a mount changes (mount_setattr(2)).
struct cg_tree_change {
  uint64_t set;
  uint64_t clear;
  uint64_t propagation; ///< 0: as it is
  int userns;           ///< -1: owners are not mapped
  int recursive;
};
/// Changes the mount behind a descriptor, or all below it too; returns 0 or -errno.
int cg_tree_change(int tree, const struct cg_tree_change *change);

/// Makes `.` the root of the mount namespace, with what was root stacked upon it (pivot_root(2), "pivot_root(".", ".")").
int cg_pivot_here(void);
/// Makes `.` the root folder of this process.
int cg_chroot_here(void);

/// The number of the file system's type, statfs(2), or -errno.
int64_t cg_file_system_magic(int fd);
/// The MS_ or ST_ flags of the mount that a descriptor is on (statvfs(3)), or -errno.
int64_t cg_mount_flags(int fd);
/// The id of the mount that a descriptor is on, as in mountinfo, or -errno (statx(2), STATX_MNT_ID; Linux 5.8).
int64_t cg_mount_id(int fd);
/// 1 when a descriptor is of the top of a mount, 0 when not, else -errno.
int cg_is_mount_root(int fd);

#endif
