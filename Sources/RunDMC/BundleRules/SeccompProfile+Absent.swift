extension SeccompProfile {
    /// Calls that answer ENOSYS although, or because, current programs try them: each has something older to fall back
    /// to, and its caller does so on ENOSYS only.
    ///
    /// The profile would answer the same if they were not named. They are, so that it can be seen and tested that it is
    /// meant, and why. Newer ones than a runtime's libseccomp knows are skipped by it; the default action covers them.
    static let absent = newForms + processHandles + memory + watching

    /// Newer forms of allowed calls, which are not to be had because a filter cannot look into their structures, or just
    /// because nobody misses them: the C library has the older form behind them.
    private static let newForms = [
        // Its flags are in memory, where a filter cannot see which namespaces are wanted; those of `clone` it sees.
        "clone3",
        "close_range", "epoll_pwait2", "faccessat2", "fchmodat2", "getxattrat", "listxattrat", "removexattrat",
        "setxattrat", "file_getattr", "file_setattr",
    ]

    /// Processes by descriptor; programs that have them use numbers without.
    private static let processHandles = ["pidfd_getfd", "pidfd_open", "pidfd_send_signal"]

    /// Memory, threads and what the C library does for speed.
    private static let memory = [
        "cachestat", "futex_requeue", "futex_wait", "futex_waitv", "futex_wake", "map_shadow_stack", "memfd_secret",
        "membarrier", "mseal", "pkey_alloc", "pkey_free", "pkey_mprotect", "process_madvise", "process_mrelease",
        "rseq", "set_mempolicy_home_node",
    ]

    /// Asking about mounts and security modules, and confining oneself.
    private static let watching = [
        "landlock_add_rule", "landlock_create_ruleset", "landlock_restrict_self", "listmount", "listns",
        "lsm_get_self_attr", "lsm_list_modules", "lsm_set_self_attr", "statmount",
    ]
}
