#ifndef CG_EXECUTE_H
#define CG_EXECUTE_H

#include <stddef.h>
#include <sys/types.h>

/// Becomes another program; returns only -errno.
int cg_execute(const char *path, char *const *argv, char *const *envp);
/// Becomes the program behind a descriptor, which may be O_PATH and close-on-exec (execveat(2), AT_EMPTY_PATH). A script
/// needs one that stays open. Returns only -errno.
int cg_execute_descriptor(int program, char *const *argv, char *const *envp);

/// Closes the descriptors from `first` to `last`, or lets the next exec do it if `at_exec` (close_range(2)).
/// Returns 0 or -errno.
int cg_close_range(unsigned first, unsigned last, int at_exec);

/// The raw getcwd(2), which tells of a folder outside of the root by a path that does not begin with `/`.
/// Returns its length without the 0 at the end, or -errno; -ENOENT: the folder was removed, or is of no mount.
long cg_working_directory(char *path, size_t size);

/// Makes all signals default ones again and unblocks them; returns 0 or -errno.
int cg_reset_signals(void);

/// This process's own program, read-only for whoever gets hold of it: a copy of its mount that is attached nowhere, with
/// the program alone. Returns a close-on-exec descriptor or -errno.
int cg_own_program_mount(void);
/// The same as a sealed copy in memory.
int cg_own_program_copy(void);
/// Whether this process's program is one of those two: 1 or 0, or -errno.
int cg_own_program_is_protected(void);

#endif
