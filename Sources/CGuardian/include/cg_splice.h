#ifndef CG_SPLICE_H
#define CG_SPLICE_H

#include <sys/types.h>

/// Shows up to `count` bytes of `pipe` in the pipe `other` as well, without waiting and without a copy; they stay in
/// `pipe` (tee(2)). Returns how many, 0 at the end, or -errno. -EAGAIN: there is nothing, or no room, now.
ssize_t cg_tee(int pipe, int other, size_t count);

/// Moves up to `count` bytes from a pipe to another file, or from another file to a pipe, without waiting for a pipe
/// (splice(2)). Returns how many, 0 at the end, or -errno. -EAGAIN: there is nothing, or no room, now.
ssize_t cg_splice_now(int from, int to, size_t count);

/// How many bytes wait in a pipe (FIONREAD), or -errno.
int cg_waiting_bytes(int pipe);

#endif
