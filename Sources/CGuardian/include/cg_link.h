#ifndef CG_LINK_H
#define CG_LINK_H

/// Makes a close-on-exec, non-blocking socket that has something to read once the network interface with this number
/// was removed from the calling thread's network namespace, and never before. Returns it or -errno.
///
/// What is announced then is invisible already: its name and its addresses are free.
int cg_link_end_socket(int index);

#endif
