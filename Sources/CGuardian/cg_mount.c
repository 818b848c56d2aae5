#define _GNU_SOURCE
#include "cg_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int negative_errno(int answer) {
  return answer < 0 ? -errno : answer;
}

int cg_clone_tree(const char *path, int recursive) {
  unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
  return negative_errno(open_tree(AT_FDCWD, path, flags));
}

int cg_id_map(int tree, int userns) {
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (unsigned)userns};
  return negative_errno(mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes, sizeof attributes));
}

int cg_attach(int mount, const char *target) {
  return negative_errno(move_mount(mount, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH));
}

static int set_layer(int context, const char *key, int layer, enum cg_layer_form form) {
  if (form == CG_LAYERS_BY_DESCRIPTOR) return fsconfig(context, FSCONFIG_SET_FD, key, NULL, layer);
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", layer);
  return fsconfig(context, FSCONFIG_SET_STRING, key, path, 0);
}

static int set_lowers(int context, const struct cg_overlay *overlay) {
  if (overlay->form == CG_LAYERS_BY_DESCRIPTOR) {
    for (size_t index = 0; index < overlay->lower_count; index++) {
      if (set_layer(context, "lowerdir+", overlay->lowers[index], overlay->form) < 0) return -1;
    }
    return 0;
  }
  // fsconfig(2) takes strings of at most this size.
  char names[256];
  size_t length = 0;
  for (size_t index = 0; index < overlay->lower_count; index++) {
    const char *separator = index > 0 ? ":" : "";
    length += (size_t)snprintf(
        names + length, sizeof names - length, "%s/proc/self/fd/%d", separator, overlay->lowers[index]);
    if (length >= sizeof names) {
      errno = E2BIG;
      return -1;
    }
  }
  return fsconfig(context, FSCONFIG_SET_STRING, "lowerdir", names, 0);
}

static int configure(int context, const struct cg_overlay *overlay) {
  if (fsconfig(context, FSCONFIG_SET_STRING, "source", "overlay", 0) < 0) return -1;
  if (set_lowers(context, overlay) < 0) return -1;
  if (set_layer(context, "upperdir", overlay->upper, overlay->form) < 0) return -1;
  if (set_layer(context, "workdir", overlay->work, overlay->form) < 0) return -1;
  return fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
}

/// Takes the kernel's last line, without its "e " and the end of line.
static void take_message(int context, char *message, size_t size) {
  char line[256];
  ssize_t count;
  while ((count = read(context, line, sizeof line)) > 0) {
    size_t start = count > 2 && line[1] == ' ' ? 2 : 0;
    size_t length = (size_t)count - start;
    while (length > 0 && (line[start + length - 1] == '\n' || line[start + length - 1] == 0)) length--;
    if (length >= size) length = size - 1;
    memcpy(message, line + start, length);
    message[length] = 0;
  }
}

int cg_make_overlay(const struct cg_overlay *overlay, char *message, size_t message_size) {
  message[0] = 0;
  int context = fsopen("overlay", FSOPEN_CLOEXEC);
  if (context < 0) return -errno;
  int mount = configure(context, overlay);
  unsigned attributes = overlay->without_devices ? MOUNT_ATTR_NODEV : 0;
  if (mount >= 0) mount = fsmount(context, FSMOUNT_CLOEXEC, attributes);
  int error = errno;
  if (mount < 0) take_message(context, message, message_size);
  close(context);
  return mount < 0 ? -error : mount;
}

int cg_unmount(const char *path, int lazily) {
  return negative_errno(umount2(path, UMOUNT_NOFOLLOW | (lazily ? MNT_DETACH : 0)));
}

int cg_is_mount_point(const char *path) {
  struct statx status;
  if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_TYPE, &status) < 0) return -errno;
  return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}
