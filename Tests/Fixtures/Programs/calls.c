// Makes system calls with arguments that no kernel takes, and prints what each answered: `NAME ERRNO`, 0 for success.
// With the argument `compat`, the same through the 32-bit and the x32 entry.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct call {
  const char *name;
  long number;
};

// Numbers and not SYS_ names: the C library's headers may be older than the calls.
static const struct call native[] = {
    {"rseq", 334}, {"close_range", 436}, {"pidfd_open", 434}, {"pidfd_getfd", 438}, {"pidfd_send_signal", 424},
    {"faccessat2", 439}, {"epoll_pwait2", 441}, {"process_madvise", 440}, {"process_mrelease", 448},
    {"landlock_create_ruleset", 444}, {"landlock_add_rule", 445}, {"landlock_restrict_self", 446},
    {"futex_waitv", 449}, {"clone3", 435}, {"memfd_secret", 447}, {"set_mempolicy_home_node", 450},
    {"cachestat", 451}, {"fchmodat2", 452}, {"map_shadow_stack", 453}, {"futex_wake", 454}, {"futex_wait", 455},
    {"futex_requeue", 456}, {"statmount", 457}, {"listmount", 458}, {"lsm_get_self_attr", 459},
    {"lsm_set_self_attr", 460}, {"lsm_list_modules", 461}, {"mseal", 462}, {"setxattrat", 463}, {"getxattrat", 464},
    {"listxattrat", 465}, {"removexattrat", 466}, {"tomorrow", 1000},
    {"mount", 165}, {"umount2", 166}, {"unshare", 272}, {"setns", 308}, {"pivot_root", 155}, {"open_tree", 428},
    {"move_mount", 429}, {"fsopen", 430}, {"fsconfig", 431}, {"fsmount", 432}, {"fspick", 433},
    {"mount_setattr", 442}, {"io_uring_setup", 425}, {"io_uring_enter", 426}, {"io_uring_register", 427},
    {"bpf", 321}, {"keyctl", 250}, {"add_key", 248}, {"request_key", 249}, {"perf_event_open", 298},
    {"userfaultfd", 323}, {"kexec_load", 246}, {"kexec_file_load", 320}, {"init_module", 175},
    {"finit_module", 313}, {"delete_module", 176}, {"swapon", 167}, {"swapoff", 168}, {"reboot", 169},
    {"open_by_handle_at", 304}, {"name_to_handle_at", 303}, {"clock_settime", 227}, {"settimeofday", 164},
    {"quotactl", 179}, {"acct", 163}, {"iopl", 172}, {"ioperm", 173}, {"kcmp", 312}, {"process_vm_readv", 310},
    {"process_vm_writev", 311}, {"sethostname", 170}, {"setdomainname", 171}, {"fanotify_init", 300},
    {"mbind", 237}, {"set_mempolicy", 238}, {"migrate_pages", 256}, {"move_pages", 279},
};

// asm/unistd_32.h
static const struct call i386[] = {
    {"getpid", 20}, {"mount", 21}, {"umount2", 52}, {"unshare", 310}, {"setns", 346}, {"bpf", 357}, {"keyctl", 288},
    {"pivot_root", 217}, {"init_module", 128}, {"reboot", 88}, {"clone3", 435}, {"close_range", 436},
    {"fsopen", 430}, {"open_tree", 428},
};

// linux/sched.h
static const struct call namespaces[] = {
    {"clone newns", 0x00020000},   {"clone newcgroup", 0x02000000}, {"clone newuts", 0x04000000},
    {"clone newipc", 0x08000000},  {"clone newuser", 0x10000000},   {"clone newpid", 0x20000000},
    {"clone newnet", 0x40000000},
};

#define COUNT(calls) (sizeof(calls) / sizeof(*(calls)))

static void print(const char *name, long answer) {
  printf("%s %d\n", name, answer < 0 && answer > -4096 ? (int)-answer : 0);
}

static long by_32_bit_entry(long number) {
  long answer;
  __asm__ volatile("int $0x80"
                   : "=a"(answer)
                   : "a"(number), "b"(-1L), "c"(-1L), "d"(-1L), "S"(-1L), "D"(-1L)
                   : "memory", "r8", "r9", "r10", "r11");
  return (int)answer;
}

static int has_32_bit_entry(void) {
  pid_t child = fork();
  if (child == 0) _exit(by_32_bit_entry(20) > 0 ? 0 : 1);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// A child of `answer` 0 has nothing to do.
static long ended(long answer) {
  if (answer == 0) _exit(0);
  return answer;
}

static long raw(long number) {
  long answer = syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
  return answer < 0 ? -errno : answer;
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IONBF, 0);
  if (count < 2 || strcmp(arguments[1], "compat") != 0) {
    for (size_t i = 0; i < COUNT(native); i++) print(native[i].name, raw(native[i].number));
    for (size_t i = 0; i < COUNT(namespaces); i++) {
      long answer = syscall(SYS_clone, namespaces[i].number | SIGCHLD, 0L, 0L, 0L, 0L);
      print(namespaces[i].name, ended(answer < 0 ? -errno : answer));
    }
    return 0;
  }
  if (has_32_bit_entry()) {
    for (size_t i = 0; i < COUNT(i386); i++) print(i386[i].name, by_32_bit_entry(i386[i].number));
  } else {
    puts("no 32-bit entry");
  }
  const long x32 = 0x40000000;
  print("x32 mount", raw(x32 + 165));
  print("x32 unshare", raw(x32 + 272));
  print("x32 close_range", raw(x32 + 436));
  return 0;
}
