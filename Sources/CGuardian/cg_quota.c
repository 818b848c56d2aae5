#define _GNU_SOURCE
#include "cg_quota.h"

#include <errno.h>
#include <linux/fs.h>
#include <linux/quota.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int cg_set_project(int folder, uint32_t project) {
  struct fsxattr attributes;
  if (ioctl(folder, FS_IOC_FSGETXATTR, &attributes) < 0) return -errno;
  attributes.fsx_projid = project;
  attributes.fsx_xflags |= FS_XFLAG_PROJINHERIT;
  return ioctl(folder, FS_IOC_FSSETXATTR, &attributes) < 0 ? -errno : 0;
}

int cg_read_project_usage(int file, uint32_t project, struct cg_project_usage *usage) {
  struct if_dqblk block;
  if (syscall(SYS_quotactl_fd, file, QCMD(Q_GETQUOTA, PRJQUOTA), project, &block) < 0) return -errno;
  usage->bytes = block.dqb_curspace;
  usage->inodes = block.dqb_curinodes;
  return 0;
}
