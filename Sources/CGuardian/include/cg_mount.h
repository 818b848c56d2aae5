#ifndef CG_MOUNT_H
#define CG_MOUNT_H

#include <stddef.h>

/// A copy of the mount that `path` is on, with `path` as its top, attached nowhere; it lives as long as the descriptor
/// and whatever was made of it. `recursive`: with the mounts below.
/// Returns a close-on-exec descriptor or -errno.
int cg_clone_tree(const char *path, int recursive);

/// Makes every owner in a detached tree appear as the user namespace `userns` maps it. -EINVAL: the file system cannot.
int cg_id_map(int tree, int userns);

/// Puts a detached mount at `target`, whose last part may not be a link.
int cg_attach(int mount, const char *target);

/// How an overlay learns its layers.
enum cg_layer_form {
  CG_LAYERS_BY_DESCRIPTOR, ///< since Linux 6.13: detached mounts are fine too
  CG_LAYERS_BY_NAME,       ///< every kernel: through /proc/self/fd; the descriptors must be of attached mounts
};

/// What an overlay is made of; all descriptors may be O_PATH and stay the caller's.
struct cg_overlay {
  const int *lowers; ///< the first one is the top
  size_t lower_count;
  int upper;
  int work; ///< on the file system of `upper`
  enum cg_layer_form form;
  int without_devices; ///< device nodes in it cannot be opened
};

/// Makes an overlay that is attached nowhere. Returns a close-on-exec descriptor or -errno, with what the kernel has to
/// say about it in `message`, a string that may be empty.
int cg_make_overlay(const struct cg_overlay *overlay, char *message, size_t message_size);

/// Takes the topmost mount at `path` off. `lazily`: at once, though it may live on while it is used.
int cg_unmount(const char *path, int lazily);

/// 1 when something is mounted at `path`, 0 when not, else -errno.
int cg_is_mount_point(const char *path);

#endif
