#ifndef CG_SPAWN_H
#define CG_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

/// The most descriptors that a child can be given.
#define CG_SPAWN_MAX_FDS 64

/// What the child looks like. Everything it needs is in here, because between clone and exec only
/// async-signal-safe calls are allowed: no Swift, no malloc, no locks.
struct cg_spawn_request {
  const char *path;         ///< the program; no search
  char *const *argv;        ///< NULL at the end
  char *const *envp;        ///< NULL at the end
  const char *cwd;          ///< NULL: inherit
  const int *fds;           ///< fds[i] becomes descriptor i in the child; -1: /dev/null
  size_t fd_count;          ///< at most CG_SPAWN_MAX_FDS; descriptors from here on are closed
  int parent_death_signal;  ///< 0: none. Tied to the *thread* that calls cg_spawn.
  int new_group;            ///< non-zero: setpgid(0, 0)
  int new_session;          ///< non-zero: setsid()
  int cgroup;               ///< folder of a version 2 cgroup to begin in, where the kernel can; -1: the caller's own
};

/// What the child was doing when it failed.
enum cg_spawn_stage {
  CG_SPAWN_CLONE,
  CG_SPAWN_DESCRIPTORS,
  CG_SPAWN_SESSION,
  CG_SPAWN_DEATH_SIGNAL,
  CG_SPAWN_DIRECTORY,
  CG_SPAWN_EXEC,
};

/// Starts a process with default signal handling and nothing blocked.
///
/// Returns the pid and stores a close-on-exec pidfd in `*pidfd`, or returns -errno and stores the stage that
/// failed in `*stage`: a failed exec is reported here, not as exit 127, and leaves no child behind.
pid_t cg_spawn(const struct cg_spawn_request *request, int *pidfd, enum cg_spawn_stage *stage);

#endif
