#ifndef CSECCOMP_SHIM_H
#define CSECCOMP_SHIM_H

#include <seccomp.h>

#include <errno.h>
#include <linux/memfd.h>
#include <sys/syscall.h>
#include <unistd.h>

// Macros that Swift does not see.
static const uint32_t cseccomp_arch_x86_64 = SCMP_ARCH_X86_64;
static const uint32_t cseccomp_arch_x32 = SCMP_ARCH_X32;

/// A close-on-exec file that exists only in memory, into which the library writes a program; or -errno.
static inline int cseccomp_memory_file(void) {
  long file = syscall(SYS_memfd_create, "seccomp", MFD_CLOEXEC);
  return file < 0 ? -errno : (int)file;
}

#endif
