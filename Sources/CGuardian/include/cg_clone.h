#ifndef CG_CLONE_H
#define CG_CLONE_H

#include <stdint.h>
#include <sys/types.h>

// For programs with one thread only: the child has a copy of this thread alone, and of locks that others may hold.

/// What clone3(2) knows beside namespaces, which Swift does not see.
enum { CG_CLONE_PARENT = 0x00008000, CG_CLONE_NEWTIME = 0x00000080 };
/// Handlers are default ones in the child; what is ignored stays ignored.
#define CG_CLONE_CLEAR_SIGHAND 0x100000000LL

/// Makes a child with a copy of this process's memory (clone3(2) without CLONE_VM); on kernels, and under filters, that
/// do not know it by clone(2), as far as that can do the same.
///
/// `cgroup`: the folder of a version 2 cgroup that the child begins in; -1: this process's own. `signal`: sent when it
/// ends; 0: none, and 0 with CG_CLONE_PARENT. The C library's idea of the thread's number is right in the child too.
/// Returns 0 in the child; the child's number, and a close-on-exec pidfd in `*pidfd`, in the parent; or -errno.
pid_t cg_clone(uint64_t flags, int cgroup, int signal, int *pidfd);

/// The number of this process and of its parent, asked of the kernel.
pid_t cg_own_pid(void);
pid_t cg_parent_pid(void);

#endif
