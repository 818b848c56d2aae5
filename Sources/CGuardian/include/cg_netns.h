#ifndef CG_NETNS_H
#define CG_NETNS_H

#include <sys/types.h>

/// Opens the network namespace of a process (of its main thread). Returns a close-on-exec descriptor or -errno.
/// -ENOENT: there is no such process.
int cg_netns_open(pid_t pid);

/// Opens the network namespace of the calling thread. Returns a close-on-exec descriptor or -errno.
int cg_netns_open_own(void);

/// Makes a close-on-exec socket in another network namespace. Returns it or -errno.
///
/// The calling thread is there and back again before this returns, and the socket stays in that namespace. If the
/// thread cannot come back the program aborts: whatever ran on it next would change the wrong network.
int cg_netns_socket(int netns, int domain, int type, int protocol);

#endif
