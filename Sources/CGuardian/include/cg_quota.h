#ifndef CG_QUOTA_H
#define CG_QUOTA_H

#include <stdint.h>

/// Gives an open folder a project id that everything made in it inherits (ioctl_xfs_fsgetxattr(2)).
/// Returns 0 or -errno.
int cg_set_project(int folder, uint32_t project);

/// What a file system counts for a project (quotactl(2), Q_GETQUOTA; quotactl_fd since Linux 5.14).
struct cg_project_usage {
  uint64_t bytes;
  uint64_t inodes;
};

/// Reads what the file system that `file` is on counts for `project`. -ENOENT: nothing yet. Other errors: it does not
/// count by project, or not for us.
/// Returns 0 or -errno.
int cg_read_project_usage(int file, uint32_t project, struct cg_project_usage *usage);

#endif
