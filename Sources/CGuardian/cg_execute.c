#define _GNU_SOURCE
#include "cg_execute.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// Newer than the C library's headers.
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

static const char own_program[] = "/proc/self/exe";
enum { seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL };

int cg_execute(const char *path, char *const *argv, char *const *envp) {
  execve(path, argv, envp);
  return -errno;
}

int cg_execute_descriptor(int program, char *const *argv, char *const *envp) {
  syscall(SYS_execveat, program, "", argv, envp, AT_EMPTY_PATH);
  return -errno;
}

int cg_close_range(unsigned first, unsigned last, int at_exec) {
  // CLOSE_RANGE_CLOEXEC is 4.
  return syscall(SYS_close_range, first, last, at_exec ? 4 : 0) < 0 ? -errno : 0;
}

long cg_working_directory(char *path, size_t size) {
  long count = syscall(SYS_getcwd, path, size);
  return count < 0 ? -errno : count - 1;
}

int cg_reset_signals(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL};
  for (int number = 1; number < NSIG; number++) {
    // The C library's own two, and the two that nobody can change, answer with an error.
    (void)sigaction(number, &standard, NULL);
  }
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, NULL) < 0 ? -errno : 0;
}

int cg_own_program_mount(void) {
  int tree = open_tree(AT_FDCWD, own_program, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  if (tree < 0) return -errno;
  struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY};
  if (mount_setattr(tree, "", AT_EMPTY_PATH, &attributes, sizeof attributes) == 0) return tree;
  int error = errno;
  close(tree);
  return -error;
}

/// Copies all of `from`, whose length is `size`, and seals the copy.
static int copy_and_seal(int from, int to, off_t size) {
  off_t copied = 0;
  while (copied < size) {
    ssize_t count = sendfile(to, from, NULL, (size_t)(size - copied));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -errno;
    if (count == 0) return -EIO;
    copied += count;
  }
  // Kernels before 6.3 do not know the seal on the mode.
  if (fcntl(to, F_ADD_SEALS, seals | F_SEAL_EXEC) == 0) return 0;
  return fcntl(to, F_ADD_SEALS, seals) < 0 ? -errno : 0;
}

int cg_own_program_copy(void) {
  int from = open(own_program, O_RDONLY | O_CLOEXEC);
  if (from < 0) return -errno;
  struct stat status;
  int to = memfd_create("own-program", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
  // Kernels before 6.3 do not know MFD_EXEC, and need it not.
  if (to < 0 && errno == EINVAL) to = memfd_create("own-program", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  int answer = to < 0 || fstat(from, &status) < 0 ? -errno : copy_and_seal(from, to, status.st_size);
  close(from);
  if (answer == 0) return to;
  if (to >= 0) close(to);
  return answer;
}

/// A file that is a mount by itself, attached nowhere, is its own root: its path is "/".
static int is_detached(void) {
  char path[2];
  return readlink(own_program, path, sizeof path) == 1 && path[0] == '/';
}

int cg_own_program_is_protected(void) {
  int program = open(own_program, O_RDONLY | O_CLOEXEC);
  if (program < 0) return -errno;
  int present = fcntl(program, F_GET_SEALS);
  struct statvfs status;
  int answer = 0;
  if (present >= 0) {
    answer = (present & seals) == seals;
  } else if (fstatvfs(program, &status) < 0) {
    answer = -errno;
  } else {
    answer = (status.f_flag & ST_RDONLY) != 0 && is_detached();
  }
  close(program);
  return answer;
}
