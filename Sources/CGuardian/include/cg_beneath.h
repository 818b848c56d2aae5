#ifndef CG_BENEATH_H
#define CG_BENEATH_H

#include <stdint.h>
#include <sys/types.h>

/// O_PATH, which Swift does not see.
enum { CG_O_PATH = 010000000 };

/// Opens `path`, which is relative, below `folder` (openat2(2)). Links are followed unless `flags` has O_NOFOLLOW, but a
/// path, link or `..` that leads out of `folder` is -EXDEV, and magic links of /proc are refused. `mode` counts only with
/// O_CREAT. Returns a close-on-exec descriptor or -errno.
int cg_open_beneath(int folder, const char *path, int flags, mode_t mode);

/// Moves up to `count` bytes from a pipe to a file at its offset, without a copy in this process (splice(2)).
/// Returns how many, 0 at the end, or -errno. -EINVAL: one of the two cannot do it.
ssize_t cg_splice(int pipe, int file, size_t count);

/// The number of a device and its parts (makedev(3)).
dev_t cg_device(uint32_t major, uint32_t minor);
uint32_t cg_device_major(dev_t device);
uint32_t cg_device_minor(dev_t device);

#endif
