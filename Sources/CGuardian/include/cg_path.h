#ifndef CG_PATH_H
#define CG_PATH_H

#include <sys/types.h>

/// Opens `path` as a place only (O_PATH), as seen by somebody whose root directory is `root`: absolute paths, links and
/// `..` stay within. Magic links of /proc are refused. `folder`: whatever else is there is -ENOTDIR.
/// Returns a close-on-exec descriptor or -errno.
int cg_open_place_in_root(int root, const char *path, int folder);

/// Opens for reading what `file`, which may be O_PATH, stands for. Returns a close-on-exec descriptor or -errno.
int cg_reopen(int file);

/// Makes the folder `name` in `parent` as the given user and group of the host would, but with this thread's
/// capabilities; so it works where the host's own root does not exist, as in a tmpfs of a user namespace.
/// The thread's identity is restored; were that to fail, the program ends.
/// Returns 0 or -errno.
int cg_make_directory_as(int parent, const char *name, mode_t mode, uid_t user, gid_t group);

/// The names of an open file's extended attributes, each with a 0 behind it; `size` 0: only how many bytes they take.
/// Returns that number or -errno.
ssize_t cg_attribute_names(int file, char *names, size_t size);

/// The value of an extended attribute. Returns how many bytes it has or -errno.
ssize_t cg_attribute_value(int file, const char *name, void *value, size_t size);

/// Sets an extended attribute. Returns 0 or -errno.
int cg_set_attribute(int file, const char *name, const void *value, size_t size);

/// Waits until all of the file system that `file` is on is on its disk. Returns 0 or -errno.
int cg_synchronize_file_system(int file);

#endif
