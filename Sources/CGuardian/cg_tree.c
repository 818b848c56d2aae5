#define _GNU_SOURCE
#include "cg_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// Newer than the C library's header.
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000U
#endif

static int negative_errno(int answer) { return answer < 0 ? -errno : answer; }

int cg_mount(const char *source, const char *target, const char *type, uint64_t flags, const char *data) {
  return negative_errno(mount(source, target, type, flags, data));
}

int cg_mount_on(const char *source, int target, const char *type, uint64_t flags, const char *data) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", target);
  return cg_mount(source, path, type, flags, data);
}

int cg_unmount_with(const char *path, int flags) { return negative_errno(umount2(path, flags)); }

int cg_context_open(const char *type) { return negative_errno(fsopen(type, FSOPEN_CLOEXEC)); }

int cg_context_set(int context, const char *key, const char *value) {
  unsigned command = value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;
  return negative_errno(fsconfig(context, command, key, value, 0));
}

int cg_context_set_descriptor(int context, const char *key, int value) {
  return negative_errno(fsconfig(context, FSCONFIG_SET_FD, key, NULL, value));
}

int cg_context_create(int context) {
  return negative_errno(fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
}

int cg_context_mount(int context, uint64_t attributes) {
  return negative_errno(fsmount(context, FSMOUNT_CLOEXEC, (unsigned)attributes));
}

void cg_context_message(int context, char message[CG_CONTEXT_MESSAGE]) {
  char line[CG_CONTEXT_MESSAGE];
  ssize_t count;
  message[0] = 0;
  while ((count = read(context, line, sizeof line - 1)) > 0) {
    // "e text": an error; w and i are warnings and information.
    size_t start = count > 2 && line[1] == ' ' ? 2 : 0;
    size_t length = (size_t)count - start;
    while (length > 0 && (line[start + length - 1] == '\n' || line[start + length - 1] == 0)) length--;
    memcpy(message, line + start, length);
    message[length] = 0;
  }
}

int cg_tree_open(int folder, const char *path, int clone, int follow) {
  unsigned flags = OPEN_TREE_CLOEXEC | AT_NO_AUTOMOUNT;
  if (path[0] == 0) flags |= AT_EMPTY_PATH;
  if (!follow) flags |= AT_SYMLINK_NOFOLLOW;
  if (clone > 0) flags |= OPEN_TREE_CLONE;
  if (clone > 1) flags |= AT_RECURSIVE;
  return negative_errno(open_tree(folder, path, flags));
}

int cg_tree_attach(int tree, int place) {
  return negative_errno(move_mount(tree, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
}

int cg_tree_change(int tree, const struct cg_tree_change *change) {
  struct mount_attr attributes = {
      .attr_set = change->set,
      .attr_clr = change->clear,
      .propagation = change->propagation,
  };
  if (change->userns >= 0) {
    attributes.attr_set |= MOUNT_ATTR_IDMAP;
    attributes.userns_fd = (unsigned)change->userns;
  }
  unsigned flags = AT_EMPTY_PATH | (change->recursive ? AT_RECURSIVE : 0);
  return negative_errno(mount_setattr(tree, "", flags, &attributes, sizeof attributes));
}

int cg_pivot_here(void) { return syscall(SYS_pivot_root, ".", ".") < 0 ? -errno : 0; }

int cg_chroot_here(void) { return negative_errno(chroot(".")); }

int64_t cg_file_system_magic(int fd) {
  struct statfs status;
  return fstatfs(fd, &status) < 0 ? -errno : (int64_t)(uint32_t)status.f_type;
}

int64_t cg_mount_flags(int fd) {
  struct statvfs status;
  return fstatvfs(fd, &status) < 0 ? -errno : (int64_t)status.f_flag;
}

static int look(int fd, unsigned mask, struct statx *status) {
  return negative_errno(statx(fd, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, mask, status));
}

int64_t cg_mount_id(int fd) {
  struct statx status;
  int answer = look(fd, STATX_MNT_ID, &status);
  if (answer < 0) return answer;
  if (!(status.stx_mask & STATX_MNT_ID)) return -ENOSYS;
  // The field, which the C library's structure may not name, is the first one behind the device numbers.
  uint64_t id;
  memcpy(&id, (const char *)&status + 0x90, sizeof id);
  return (int64_t)id;
}

int cg_is_mount_root(int fd) {
  struct statx status;
  int answer = look(fd, STATX_TYPE, &status);
  return answer < 0 ? answer : (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}
