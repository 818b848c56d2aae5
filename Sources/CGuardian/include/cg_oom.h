#ifndef CG_OOM_H
#define CG_OOM_H

#include <stddef.h>
#include <sys/types.h>

/// Makes a close-on-exec, non-blocking descriptor that is readable when memory ran out in the version 1 cgroup whose
/// memory.oom_control is `file` and whose cgroup.event_control is `control`, and when that cgroup is removed.
/// Reading 8 bytes empties it. Returns it or -errno.
int cg_watch_oom_version_one(const char *file, const char *control);

/// Opens a file to read it, close-on-exec; returns the descriptor or -errno.
int cg_open_counts(const char *file);
/// Reads what such a file says now, from its start; returns how many bytes that is or -errno.
ssize_t cg_read_counts(int fd, void *bytes, size_t count);

/// Makes a close-on-exec, non-blocking timer that is not set. Reading 8 bytes empties it. Returns it or -errno.
int cg_timer_fd(void);
/// Makes a timer readable once, in `milliseconds` from now, which are above 0. Returns 0 or -errno.
int cg_set_timer(int timer, long milliseconds);

/// Seconds since some point in the past (CLOCK_MONOTONIC).
long cg_monotonic_seconds(void);

#endif
