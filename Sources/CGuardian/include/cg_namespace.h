#ifndef CG_NAMESPACE_H
#define CG_NAMESPACE_H

#include <stdint.h>

/// Enters new namespaces (unshare(2)); returns 0 or -errno.
int cg_unshare(uint64_t flags);

/// Enters a namespace, or those of the process behind a pidfd that `flags` name (setns(2)); returns 0 or -errno.
int cg_setns(int fd, uint64_t flags);

/// Opens the file of a namespace, close-on-exec. Returns the descriptor or -errno.
int cg_open_namespace(const char *path);

/// The CLONE_NEW flag of the namespace that a descriptor is of (NS_GET_NSTYPE, ioctl_nsfs(2)); or -errno.
/// -ENOTTY: it is of no namespace.
long cg_namespace_type(int fd);

#endif
