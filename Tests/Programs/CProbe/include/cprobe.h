#ifndef CPROBE_H
#define CPROBE_H

#include <stdint.h>
#include <sys/types.h>

// What a test program does to find out what becomes of its system calls. Each returns -errno for a failure.

/// Makes a system call by its number; returns its answer or -errno.
long cprobe_call(long number, const uint64_t arguments[6]);

/// Has SIGSYS noted from now on.
int cprobe_note_traps(void);
/// The number of the call whose SIGSYS was noted last, 0: none; forgets it.
int cprobe_trapped_call(void);

/// Makes a system call without arguments in a second thread and waits for that thread's end. Returns 0.
int cprobe_call_in_thread(long number);

/// Traces a child from now on for what its filter gives to tracers (PTRACE_O_TRACESECCOMP). Returns 0.
int cprobe_trace(pid_t pid);
/// Waits until a traced child is stopped for its filter, lets it go on and returns the filter's number.
long cprobe_traced_number(pid_t pid);

/// Takes one call from a listener, answers it with an errno, and returns the call's number.
int cprobe_answer(int listener, int error);

/// Microseconds of processor time that this process has had, with a fraction: others on the machine do not count.
double cprobe_microseconds(void);

#endif
