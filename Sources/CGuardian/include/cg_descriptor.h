#ifndef CG_DESCRIPTOR_H
#define CG_DESCRIPTOR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Readiness that an epoll reports or is asked for. CG_CHANGED: a file of the kernel's has changed since it was read.
enum { CG_READABLE = 1, CG_WRITABLE = 2, CG_HUNG_UP = 4, CG_CHANGED = 8 };

/// One thing an epoll reports.
struct cg_event {
  uint64_t token; ///< as given when the descriptor was added
  int readiness;  ///< CG_READABLE and so on; an error counts as all of them
};

/// The most events that one wait returns.
#define CG_MAX_EVENTS 64

/// Makes a close-on-exec epoll; returns it or -errno.
int cg_epoll_create(void);
/// Adds a descriptor, level-triggered; returns 0 or -errno. -EPERM: it is always ready (a regular file).
int cg_epoll_add(int epoll, int fd, int readiness, uint64_t token);
/// Changes what a descriptor is watched for; returns 0 or -errno.
int cg_epoll_change(int epoll, int fd, int readiness, uint64_t token);
/// Removes a descriptor; returns 0 or -errno.
int cg_epoll_remove(int epoll, int fd);
/// Waits for events, however long; returns how many there are or -errno.
int cg_epoll_wait(int epoll, struct cg_event events[CG_MAX_EVENTS]);

/// Blocks SIGCHLD and SIGPIPE for this thread and makes a descriptor that is readable when a child has ended.
/// Returns it or -errno.
int cg_child_signal_fd(void);
/// Takes what is pending from such a descriptor.
void cg_drain_signal_fd(int fd);

/// Makes a close-on-exec, non-blocking descriptor that is readable when a name was removed from `folder`, or the
/// folder itself. Returns it or -errno.
int cg_watch_removals(const char *folder);

/// Makes a sealed, close-on-exec memory file with these contents and mode 0600, to be read from its start.
/// Returns it or -errno.
int cg_memory_file(const char *name, const void *bytes, size_t count);

/// Makes a file of the kind of /dev/null, mode 0666 or less, at `path`, which must not exist; returns 0 or -errno.
/// -EPERM: this process may not make devices.
int cg_make_null(const char *path);

/// Makes a close-on-exec pipe, [0] to read and [1] to write; returns 0 or -errno.
int cg_pipe(int ends[2]);

/// Opens a folder only as a place to start paths from (O_PATH). Returns the close-on-exec descriptor or -errno.
int cg_open_place(const char *path);

/// Opens `name` below `directory` without following a link and without leaving the directory's mount.
/// Returns the descriptor or -errno: -EXDEV for a mount, -ENOTDIR or -ELOOP for what is no directory.
int cg_open_directory_here(int directory, const char *name);

#endif
