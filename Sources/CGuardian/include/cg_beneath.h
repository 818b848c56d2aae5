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

/// The number of a device and its parts (makedev(3)).
dev_t cg_device(uint32_t major, uint32_t minor);
uint32_t cg_device_major(dev_t device);
uint32_t cg_device_minor(dev_t device);

#endif
