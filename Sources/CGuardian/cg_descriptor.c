#define _GNU_SOURCE
#include "cg_descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static int control(int epoll, int operation, int fd, int readiness, uint64_t token) {
  struct epoll_event event = {.data.u64 = token};
  if (readiness & CG_READABLE) event.events |= EPOLLIN | EPOLLRDHUP;
  if (readiness & CG_WRITABLE) event.events |= EPOLLOUT;
  if (readiness & CG_CHANGED) event.events |= EPOLLPRI;
  return epoll_ctl(epoll, operation, fd, &event) < 0 ? -errno : 0;
}

int cg_epoll_create(void) {
  int fd = epoll_create1(EPOLL_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

int cg_epoll_add(int epoll, int fd, int readiness, uint64_t token) {
  return control(epoll, EPOLL_CTL_ADD, fd, readiness, token);
}

int cg_epoll_change(int epoll, int fd, int readiness, uint64_t token) {
  return control(epoll, EPOLL_CTL_MOD, fd, readiness, token);
}

int cg_epoll_remove(int epoll, int fd) {
  return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL) < 0 ? -errno : 0;
}

int cg_epoll_wait(int epoll, struct cg_event events[CG_MAX_EVENTS]) {
  struct epoll_event raw[CG_MAX_EVENTS];
  int count;
  do {
    count = epoll_wait(epoll, raw, CG_MAX_EVENTS, -1);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  for (int index = 0; index < count; index++) {
    unsigned bits = raw[index].events;
    int readiness = 0;
    if (bits & (EPOLLIN | EPOLLRDHUP)) readiness |= CG_READABLE;
    if (bits & EPOLLOUT) readiness |= CG_WRITABLE;
    if (bits & EPOLLPRI) readiness |= CG_CHANGED;
    // Whoever waits learns of an error or a hang-up by trying.
    if (bits & (EPOLLERR | EPOLLHUP)) readiness |= CG_READABLE | CG_WRITABLE | CG_HUNG_UP;
    events[index].token = raw[index].data.u64;
    events[index].readiness = readiness;
  }
  return count;
}

int cg_child_signal_fd(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigaddset(&set, SIGPIPE);
  if (sigprocmask(SIG_BLOCK, &set, NULL) < 0) return -errno;
  int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

void cg_drain_signal_fd(int fd) {
  struct signalfd_siginfo info[8];
  while (read(fd, info, sizeof info) > 0) continue;
}

int cg_watch_removals(const char *folder) {
  int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (fd < 0) return -errno;
  if (inotify_add_watch(fd, folder, IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR) < 0) {
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}

static int fill(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(fd, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return -1;
    bytes += written;
    count -= (size_t)written;
  }
  if (lseek(fd, 0, SEEK_SET) < 0) return -1;
  return fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
}

int cg_memory_file(const char *name, const void *bytes, size_t count) {
  int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -errno;
  // It is made with 0777, and may hold secrets: who has rights to look into /proc only by its user id could open it.
  if (fchmod(fd, 0600) < 0 || fill(fd, bytes, count) < 0) {
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}

int cg_make_null(const char *path) {
  return mknod(path, S_IFCHR | 0666, makedev(1, 3)) < 0 ? -errno : 0;
}

int cg_pipe(int ends[2]) {
  return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0;
}

int cg_open_place(const char *path) {
  int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

int cg_open_directory_here(int directory, const char *name) {
  struct open_how how = {
      .flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
  };
  int fd = (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
  return fd < 0 ? -errno : fd;
}
