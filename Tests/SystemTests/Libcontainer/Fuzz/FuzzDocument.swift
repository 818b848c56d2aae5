/// Valid documents of many members, from which damaged ones are made.
enum FuzzDocument {
    /// A bundle's document, without a cgroup's path.
    static let configuration = """
        {"ociVersion":"1.3.0","hostname":"fuzz","domainname":"example","annotations":{"a":"b"},
        "root":{"path":"rootfs","readonly":false},
        "process":\(process),
        "mounts":[
        {"destination":"/proc","type":"proc","source":"proc"},
        {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=64k"]},
        {"destination":"/dev/shm","type":"tmpfs","source":"shm","options":["nosuid","noexec","mode=1777"]},
        {"destination":"/mnt/a","type":"bind","source":"shared","options":["rbind","ro","rprivate","rnosuid"]},
        {"destination":"/mnt/f","type":"bind","source":"shared/file","options":["bind","nodev"]},
        {"destination":"/tmp","type":"tmpfs","source":"tmpfs","options":["tmpcopyup","nosymfollow"]}],
        "hooks":{"prestart":[{"path":"/bin/true","args":["true","a"],"env":["A=B"],"timeout":5}],
        "createContainer":[{"path":"/bin/true"}],"poststop":[{"path":"/bin/true"}]},
        "linux":{
        "namespaces":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"network"},{"type":"cgroup"}],
        "sysctl":{"net.ipv4.ip_forward":"1","net.core.somaxconn":"128"},
        "resources":{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":3,"access":"rw"}],
        "memory":{"limit":268435456,"reservation":1048576},"pids":{"limit":50},
        "cpu":{"shares":512,"quota":90000,"period":100000,"cpus":"0"}},
        "devices":[{"path":"/dev/fuse","type":"c","major":10,"minor":229,"fileMode":438,"uid":0,"gid":0}],
        "maskedPaths":["/proc/kcore","/sys/firmware"],"readonlyPaths":["/proc/sys","/proc/bus"],
        "rootfsPropagation":"rslave",
        "seccomp":\(seccomp)}}
        """

    /// Members of `linux` that only some documents have, all of them: other users, other clocks.
    static let extras = """
        {"uidMappings":[{"containerID":0,"hostID":0,"size":65536}],"gidMappings":[{"containerID":0,"hostID":0,"size":65536}],
        "personality":{"domain":"LINUX"},"timeOffsets":{"monotonic":{"secs":10,"nanosecs":5}},
        "memoryPolicy":{"mode":"MPOL_LOCAL","nodes":"","flags":[]},"mountLabel":"","netDevices":{},
        "namespaces":[{"type":"pid"},{"type":"mount"},{"type":"user"},{"type":"network"},{"type":"time"},{"type":"uts"},
        {"type":"ipc"}]}
        """

    /// A process, of a document or of its own.
    static let process = """
        {"terminal":false,"consoleSize":{"height":25,"width":80},"user":{"uid":0,"gid":0,"umask":18,"additionalGids":[1,2]},
        "args":["/bin/true","x"],"env":["PATH=/bin","A=B"],"cwd":"/",
        "capabilities":{"bounding":["CAP_KILL","CAP_CHOWN"],"effective":["CAP_KILL"],"permitted":["CAP_KILL"],
        "inheritable":["CAP_KILL"],"ambient":["CAP_KILL"]},
        "rlimits":[{"type":"RLIMIT_NOFILE","hard":1024,"soft":512},{"type":"RLIMIT_CORE","hard":0,"soft":0}],
        "noNewPrivileges":true,"oomScoreAdj":100,"apparmorProfile":"","selinuxLabel":"",
        "scheduler":{"policy":"SCHED_OTHER","nice":5},"ioPriority":{"class":"IOPRIO_CLASS_BE","priority":4},
        "execCPUAffinity":{"initial":"0","final":"0"}}
        """

    private static let seccomp = """
        {"defaultAction":"SCMP_ACT_ALLOW","defaultErrnoRet":1,"architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X86"],
        "flags":["SECCOMP_FILTER_FLAG_LOG"],"syscalls":[
        {"names":["mkdir","chmod"],"action":"SCMP_ACT_ERRNO","errnoRet":13},
        {"names":["kill"],"action":"SCMP_ACT_ERRNO","args":[{"index":1,"value":9,"valueTwo":0,"op":"SCMP_CMP_EQ"}]}]}
        """

    /// The document of a container that others enter, without a cgroup's path.
    static let standing = """
        {"ociVersion":"1.3.0","root":{"path":"rootfs"},
        "process":{"args":["/bin/sleep","100000"],"env":["PATH=/bin"],"cwd":"/","user":{"uid":0,"gid":0}},
        "mounts":[{"destination":"/proc","type":"proc","source":"proc"}],
        "linux":{"namespaces":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"network"}]}}
        """

    /// Strings that mean something somewhere.
    static let texts = [
        "/proc", "/dev", "/sys", "/etc/passwd", "/mnt/../../a", "rootfs", "shared", "/nowhere", "/proc/self/ns/net",
        "/proc/self/ns/pid", "/proc/self/fd/0", "pid", "user", "mount", "time", "bind", "rbind", "ro", "rro", "rshared",
        "unbindable", "idmap", "ridmap", "tmpfs", "proc", "sysfs", "mqueue", "devpts", "cgroup", "cgroup2", "none",
        "CAP_SYS_ADMIN", "CAP_NONE", "RLIMIT_NPROC", "RLIMIT_AS", "RLIMIT_STACK", "RLIMIT_FSIZE", "SCMP_ACT_KILL",
        "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRAP", "SCMP_ACT_ERRNO", "SCMP_CMP_MASKED_EQ",
        "SCHED_FIFO", "SCHED_DEADLINE", "IOPRIO_CLASS_RT", "MPOL_BIND", "read", "execve", "sendmsg", "exit_group",
        "brk",
        "0-1", "0-99999999", "5-1", "c", "b", "rwm", "uid=5", "size=1", "mode=0", "private", "shared", "LINUX32", "sh",
        "/bin/sh", "true", "/bin/false", "net.ipv4.ip_forward",
    ]
}
