/// The first process of a container: it keeps the container's namespaces alive and never ends.
///
/// It stands alone, without a C library, because there is one in every container: a few kilobytes on disk, two pages
/// of memory. As process 1 of its pid namespace it inherits every orphan; SA_NOCLDWAIT makes the kernel reap them.

#if defined(__x86_64__)
enum { sys_ppoll = 271, sys_sigaction = 13, sys_sigprocmask = 14, sys_wait4 = 61 };

static long call(long number, long a, long b, long c, long d, long e) {
  long answer;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall"
                   : "=a"(answer)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return answer;
}
#elif defined(__aarch64__)
enum { sys_ppoll = 73, sys_sigaction = 134, sys_sigprocmask = 135, sys_wait4 = 260 };

static long call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#else
#error "gdn-init does not know this processor's system calls"
#endif

enum { sig_block = 0, sigchld = 17, sa_nocldwait = 2, wnohang = 1, set_size = 8 };

/// The kernel's struct sigaction of these processors; aarch64 has no restorer, but reads the flags from the same place
/// and ignores what is behind the mask.
struct action {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)(void);
  unsigned long mask;
};

__attribute__((noreturn, used)) void _start(void) {
  unsigned long all = ~0UL;
  call(sys_sigprocmask, sig_block, (long)&all, 0, set_size, 0);
  static struct action reap_children;
  reap_children.flags = sa_nocldwait;
  call(sys_sigaction, sigchld, (long)&reap_children, 0, set_size, 0);
  // Those that ended before the line above.
  while (call(sys_wait4, -1, 0, wnohang, 0, 0) > 0) continue;
  for (;;) call(sys_ppoll, 0, 0, 0, 0, set_size);
}
