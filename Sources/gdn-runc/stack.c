/// What the Swift runtime asks the C library about the stack, answered without a look into /proc/self/maps: the library
/// reads and parses that for the first thread, which is the only one here, and that is a hundredth of a start.

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/resource.h>

/// The C library's: where the kernel put the arguments.
extern void *__libc_stack_end;

/// Instead of the C library's. The answer is never larger than the stack can become.
int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes) {
  (void)thread;
  enum { page = 4096, unlimited = 8 << 20 };
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) < 0) return errno;
  size_t size = limit.rlim_cur == RLIM_INFINITY ? unlimited : limit.rlim_cur & ~(rlim_t)(page - 1);
  // Above it are the arguments and the environment, which count too; they are left out, and so is as much of the size.
  uintptr_t end = ((uintptr_t)__libc_stack_end + page - 1) & ~(uintptr_t)(page - 1);
  size_t above = size / 4;
  int answer = pthread_attr_init(attributes);
  return answer ? answer : pthread_attr_setstack(attributes, (char *)end - (size - above), size - above);
}
