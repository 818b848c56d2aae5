import OCI

/// The system calls of unprivileged containers. What is not named here fails with EPERM: mounting, namespaces, modules,
/// BPF, keys, io_uring.
enum SeccompProfile {
    /// Namespaces that `clone` may not make: NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (sched.h).
    static let namespaceFlags: UInt64 = 0x7E02_0000

    private static let noSuchCall: UInt32 = 38

    /// The profile. Until Linux 4.8 a tracer could change a system call after the filter had seen it (seccomp(2)), so
    /// `ptrace` depends on the kernel.
    static func profile(allowsTracing: Bool) -> OCISeccomp {
        var rules = [
            OCISeccomp.Rule(allowed + (allowsTracing ? ["ptrace"] : []), .allow),
            OCISeccomp.Rule(unknown, .error, errorNumber: noSuchCall),
            OCISeccomp.Rule(
                ["clone"], .allow,
                arguments: [.init(index: 0, value: namespaceFlags, valueTwo: 0, comparison: "SCMP_CMP_MASKED_EQ")]),
        ]
        rules += personalities.map { personality in
            OCISeccomp.Rule(
                ["personality"], .allow, arguments: [.init(index: 0, value: personality, comparison: "SCMP_CMP_EQ")])
        }
        return OCISeccomp(
            defaultAction: .error, architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"], rules: rules)
    }

    /// Linux, Linux with 32-bit addresses, and asking which it is (personality(2)).
    private static let personalities: [UInt64] = [0, 8, 0xFFFF_FFFF]

    /// Calls that a C library tries first and does without when the kernel does not know them. EPERM would look like a
    /// refusal, and programs would fail; `clone3` is here because a filter cannot see its flags.
    static let unknown = [
        "cachestat", "clone3", "close_range", "epoll_pwait2", "faccessat2", "fchmodat2", "futex_requeue",
        "futex_wait", "futex_waitv", "futex_wake", "io_pgetevents", "landlock_add_rule", "landlock_create_ruleset",
        "landlock_restrict_self", "listmount", "lsm_get_self_attr", "lsm_list_modules", "lsm_set_self_attr",
        "map_shadow_stack", "membarrier", "memfd_secret", "mseal", "name_to_handle_at", "pidfd_getfd", "pidfd_open",
        "pidfd_send_signal", "pkey_alloc", "pkey_free", "pkey_mprotect", "process_madvise", "process_mrelease",
        "process_vm_readv", "process_vm_writev", "quotactl_fd", "rseq", "set_mempolicy_home_node", "statmount",
    ]

    /// Calls that may be made with any argument.
    static let allowed = [
        "accept", "accept4", "access", "alarm", "arch_prctl", "bind", "brk", "capget", "capset", "chdir", "chmod",
        "chown", "chown32", "chroot", "clock_getres", "clock_gettime", "clock_nanosleep", "close", "connect",
        "copy_file_range", "creat", "dup", "dup2", "dup3", "epoll_create", "epoll_create1", "epoll_ctl",
        "epoll_ctl_old", "epoll_pwait", "epoll_wait", "epoll_wait_old", "eventfd", "eventfd2", "execve", "execveat",
        "exit", "exit_group", "faccessat", "fadvise64", "fadvise64_64", "fallocate", "fanotify_mark", "fchdir",
        "fchmod", "fchmodat", "fchown", "fchown32", "fchownat", "fcntl", "fcntl64", "fdatasync", "fgetxattr",
        "flistxattr", "flock", "fork", "fremovexattr", "fsetxattr", "fstat", "fstat64", "fstatat64", "fstatfs",
        "fstatfs64", "fsync", "ftruncate", "ftruncate64", "futex", "futimesat", "get_robust_list",
        "get_thread_area", "getcpu", "getcwd", "getdents", "getdents64", "getegid", "getegid32", "geteuid",
        "geteuid32", "getgid", "getgid32", "getgroups", "getgroups32", "getitimer", "getpeername", "getpgid",
        "getpgrp", "getpid", "getppid", "getpriority", "getrandom", "getresgid", "getresgid32", "getresuid",
        "getresuid32", "getrlimit", "getrusage", "getsid", "getsockname", "getsockopt", "gettid", "gettimeofday",
        "getuid", "getuid32", "getxattr", "inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch",
        "io_cancel", "io_destroy", "io_getevents", "io_setup", "io_submit", "ioctl", "ioprio_get", "ioprio_set",
        "ipc", "kill", "lchown", "lchown32", "lgetxattr", "link", "linkat", "listen", "listxattr", "llistxattr",
        "_llseek", "lremovexattr", "lseek", "lsetxattr", "lstat", "lstat64", "madvise", "memfd_create", "mincore",
        "mkdir", "mkdirat", "mknod", "mknodat", "mlock", "mlock2", "mlockall", "mmap", "mmap2", "modify_ldt",
        "mprotect", "mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive", "mq_timedsend", "mq_unlink",
        "mremap", "msgctl", "msgget", "msgrcv", "msgsnd", "msync", "munlock", "munlockall", "munmap", "nanosleep",
        "newfstatat", "_newselect", "open", "openat", "openat2", "pause", "pipe", "pipe2", "poll", "ppoll", "prctl",
        "pread64", "preadv", "preadv2", "prlimit64", "pselect6", "pwrite64", "pwritev", "pwritev2", "read",
        "readahead", "readlink", "readlinkat", "readv", "recv", "recvfrom", "recvmmsg", "recvmsg",
        "remap_file_pages", "removexattr", "rename", "renameat", "renameat2", "restart_syscall", "rmdir",
        "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigqueueinfo", "rt_sigreturn", "rt_sigsuspend",
        "rt_sigtimedwait", "rt_tgsigqueueinfo", "sched_get_priority_max", "sched_get_priority_min",
        "sched_getaffinity", "sched_getattr", "sched_getparam", "sched_getscheduler", "sched_rr_get_interval",
        "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler", "sched_yield", "seccomp",
        "select", "semctl", "semget", "semop", "semtimedop", "send", "sendfile", "sendfile64", "sendmmsg",
        "sendmsg", "sendto", "set_robust_list", "set_thread_area", "set_tid_address", "setfsgid", "setfsgid32",
        "setfsuid", "setfsuid32", "setgid", "setgid32", "setgroups", "setgroups32", "setitimer", "setpgid",
        "setpriority", "setregid", "setregid32", "setresgid", "setresgid32", "setresuid", "setresuid32", "setreuid",
        "setreuid32", "setrlimit", "setsid", "setsockopt", "setuid", "setuid32", "setxattr", "shmat", "shmctl",
        "shmdt", "shmget", "shutdown", "sigaltstack", "signalfd", "signalfd4", "sigreturn", "socket", "socketcall",
        "socketpair", "splice", "stat", "stat64", "statfs", "statfs64", "statx", "symlink", "symlinkat", "sync",
        "sync_file_range", "syncfs", "sysinfo", "syslog", "tee", "tgkill", "time", "timer_create", "timer_delete",
        "timer_getoverrun", "timer_gettime", "timer_settime", "timerfd_create", "timerfd_gettime",
        "timerfd_settime", "times", "tkill", "truncate", "truncate64", "ugetrlimit", "umask", "uname", "unlink",
        "unlinkat", "utime", "utimensat", "utimes", "vfork", "vmsplice", "wait4", "waitid", "waitpid", "write",
        "writev",
    ]
}
