#ifndef CG_OOM_H
#define CG_OOM_H

/// Makes a close-on-exec, non-blocking descriptor that is readable when memory ran out in the version 1 cgroup whose
/// memory.oom_control is `file` and whose cgroup.event_control is `control`, and when that cgroup is removed.
/// Reading 8 bytes empties it. Returns it or -errno.
int cg_watch_oom_version_one(const char *file, const char *control);

/// Makes a close-on-exec, non-blocking descriptor that is readable when `file`, one of version 2's that say so when they
/// change, has changed, and when it is removed. Reading empties it. Returns it or -errno.
int cg_watch_changes(const char *file);

/// Makes a close-on-exec, non-blocking timer that is not set. Reading 8 bytes empties it. Returns it or -errno.
int cg_timer_fd(void);
/// Makes a timer readable once, in `milliseconds` from now, which are above 0. Returns 0 or -errno.
int cg_set_timer(int timer, long milliseconds);

/// Seconds since some point in the past (CLOCK_MONOTONIC).
long cg_monotonic_seconds(void);

#endif
