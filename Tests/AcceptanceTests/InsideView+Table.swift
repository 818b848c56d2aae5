extension InsideView {
    /// All that is promised about what a process of root sees, without flags of the server.
    static let table = identity + files + devices + kernel + surroundings

    private static let identity = [
        InsideView("user and groups", "id; busybox id -G", "uid=0(root) gid=0(root)\n0"),
        InsideView(
            "users of the namespace", "busybox awk '{print $1, $2, $3}' /proc/self/uid_map",
            unprivileged: "0 4294967294 1\n1 1 4294967293", privileged: "0 0 4294967295"),
        InsideView(
            "groups of the namespace", "busybox awk '{print $1, $2, $3}' /proc/self/gid_map",
            unprivileged: "0 4294967294 1\n1 1 4294967293", privileged: "0 0 4294967295"),
        InsideView(
            "setgroups", "cat /proc/self/setgroups", "allow"),
        InsideView(
            "capabilities", "busybox awk '/^Cap/ {print $1, $2}' /proc/self/status",
            unprivileged: """
                CapInh: 0000000000000000
                CapPrm: 00000000a80425fb
                CapEff: 00000000a80425fb
                CapBnd: 00000000a80425fb
                CapAmb: 0000000000000000
                """,
            privileged: """
                CapInh: 0000000000000000
                CapPrm: {capabilities}
                CapEff: {capabilities}
                CapBnd: {capabilities}
                CapAmb: 0000000000000000
                """),
        InsideView("new privileges", "busybox awk '/^NoNewPrivs/ {print $2}' /proc/self/status", "0"),
        InsideView(
            "mode of the system call filter", "busybox awk '/^Seccomp:/ {print $2}' /proc/self/status",
            unprivileged: "2", privileged: "0"),
        InsideView(
            "signals blocked or ignored", "busybox awk '/^Sig(Blk|Ign)/ {print $2}' /proc/self/status",
            "0000000000000000\n0000000000000000"),
        InsideView(
            "process 1", "busybox tr '\\0' ' ' </proc/1/cmdline; echo; busybox readlink /proc/1/exe",
            "/tmp/garden-init \n/tmp/garden-init"),
        InsideView(
            // What init has as streams is given to the container's root: never anything of the host, such as /dev/null.
            "streams of process 1", "for n in 0 1 2; do busybox readlink /proc/1/fd/$n; done | busybox sed 's/:.*//'",
            "pipe\npipe\npipe"),
        InsideView(
            "its parent, group and session",
            """
            busybox awk '{print $4, ($5 == $1 ? "leads a group" : $5), ($6 == $1 ? "leads a session" : $6)}' /proc/$$/stat
            """, "0 leads a group leads a session",
            crun: Difference(
                unprivileged: "0 0 0", privileged: "0 0 0",
                because:
                    "crun's own process, outside of the pid namespace, leads group and session; they hold nobody else")
        ),
        InsideView("open descriptors", "echo $(ls /proc/$$/fd)", "0 1 2"),
        InsideView(
            "environment", "busybox tr '\\0' '\\n' </proc/$$/environ | busybox sort",
            """
            COLOR=blue
            HOME=/root
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            SIZE=a=b
            USER=root
            """),
        InsideView("working directory", "busybox readlink /proc/$$/cwd", "/root"),
        InsideView("umask", "umask", "0022"),
        InsideView("resource limits", "cat /proc/self/limits", "{limits}"),
        InsideView("adjustment of the out-of-memory score", "cat /proc/self/oom_score_adj", "{oom}"),
    ]

    private static let files = [
        InsideView(
            "file systems",
            """
            busybox awk '$5 !~ "^(/proc/.*|/sys/.*|/dev/(null|zero|full|tty|random|urandom))$" && $4 == "/" \\
                {print $5, $6, $8}' /proc/self/mountinfo | busybox sort
            """,
            unprivileged: """
                / rw,nodev,relatime overlay
                /dev rw,noexec tmpfs
                /dev/mqueue rw,nosuid,nodev,noexec,relatime mqueue
                /dev/pts rw,nosuid,noexec,relatime devpts
                /dev/shm rw,nosuid,nodev,noexec,relatime tmpfs
                /proc rw,nosuid,nodev,noexec,relatime proc
                /sys ro,nosuid,nodev,noexec,relatime sysfs
                """,
            privileged: """
                / rw,relatime overlay
                /dev rw,noexec tmpfs
                /dev/mqueue rw,nosuid,nodev,noexec,relatime mqueue
                /dev/pts rw,nosuid,noexec,relatime devpts
                /dev/shm rw,nosuid,nodev,noexec,relatime tmpfs
                /proc rw,nosuid,nodev,noexec,relatime proc
                /sys ro,nosuid,nodev,noexec,relatime sysfs
                """),
        InsideView(
            "what is shown from outside",
            """
            busybox awk '$5 ~ "^/(etc|tmp|mnt)/" {print $5, substr($6, 1, 2)}' /proc/self/mountinfo | busybox sort
            """,
            "/etc/hosts rw\n/etc/resolv.conf rw\n/mnt/folder ro\n/mnt/writable rw\n/tmp/garden-init ro"),
        InsideView(
            "propagation of mounts", "grep -cE ' (shared|master):' /proc/self/mountinfo", "0"),
        InsideView(
            "its cgroups", "busybox sed 's|.*:\\(.*\\)/[^/]*$|\\1|' /proc/self/cgroup | busybox sort -u",
            "/guardian-{tag}/containers"),
        InsideView(
            "view of cgroups (version 1)",
            """
            busybox awk '$5 ~ "^/sys/fs/cgroup/" {n = split($4, a, "/"); print substr($6, 1, 2), n, a[2]}' \\
                /proc/self/mountinfo | busybox sort -u
            """,
            unprivileged: "{cgroups}", privileged: ""),
        InsideView(
            "writing to cgroups", "for d in /sys/fs/cgroup/*/; do mkdir $d/x 2>/dev/null && echo $d; done", ""),
        InsideView("the root's owner", "stat -c '%u:%g %a' / /root /home/alice", "0:0 755\n0:0 755\n1000:1000 755"),
        InsideView("writing to the root", "touch /new && stat -c %u:%g /new", "0:0"),
        InsideView(
            "mounting", "mount -t tmpfs none /tmp 2>&1 && umount /tmp && echo mounted",
            unprivileged: "mount: permission denied (are you root?)", privileged: "mounted"),
        InsideView("init cannot be written", "( : >/proc/1/exe ) 2>&1 | busybox wc -l", "1"),
    ]

    private static let devices = [
        InsideView(
            "device nodes", "cd /dev; for f in *; do [ -L $f ] || [ ! -c $f ] || stat -c '%n %t:%T %a' $f; done",
            unprivileged: "full 1:7 666\nnull 1:3 666\nrandom 1:8 666\ntty 5:0 666\nurandom 1:9 666\nzero 1:5 666",
            privileged: """
                full 1:7 666
                fuse a:e5 666
                null 1:3 666
                random 1:8 666
                tty 5:0 666
                urandom 1:9 666
                zero 1:5 666
                """),
        InsideView(
            "links in /dev", "cd /dev; for f in *; do [ ! -L $f ] || echo $f $(busybox readlink $f); done",
            "fd /proc/self/fd\nptmx pts/ptmx\nstderr /proc/self/fd/2\nstdin /proc/self/fd/0\nstdout /proc/self/fd/1",
            crun: Difference(
                unprivileged: "core /proc/kcore\n" + usualLinks, privileged: "core /proc/kcore\n" + usualLinks,
                because: "crun makes /dev/core too; what it leads to is masked in unprivileged containers")),
        InsideView("terminals", "ls /dev/pts; stat -c '%a %t:%T' /dev/pts/ptmx", "ptmx\n666 5:2"),
        InsideView("shared memory", "stat -c '%a %U' /dev/shm; echo x >/dev/shm/x; cat /dev/shm/x", "1777 root\nx"),
        InsideView("message queues", "stat -c %a /dev/mqueue; ls -A /dev/mqueue", "1777"),
        InsideView(
            "using the usual devices",
            """
            echo x >/dev/null && dd if=/dev/zero bs=4 count=1 2>/dev/null | busybox od -An -tx1
            dd if=/dev/urandom of=/dev/null bs=1 count=1 2>/dev/null && echo random; echo x >/dev/full
            """, " 00 00 00 00\nrandom\nsh: write error: No space left on device"),
        InsideView(
            "making devices", "cd /root; busybox mknod null c 1 3 2>&1; busybox mknod kmsg c 1 11 2>&1; ls",
            unprivileged: "mknod: null: Operation not permitted\nmknod: kmsg: Operation not permitted",
            privileged: "kmsg\nnull"),
        InsideView(
            "using other devices",
            """
            cd /root; busybox mknod disk b 8 0 2>/dev/null; for f in kmsg disk; do
            dd if=$f of=/dev/null count=0 2>/dev/null && echo $f opened; done; : <>/dev/fuse && echo fuse opened
            """,
            unprivileged: "fuse opened", privileged: "fuse opened"),
    ]

    private static let usualLinks =
        "fd /proc/self/fd\nptmx pts/ptmx\nstderr /proc/self/fd/2\nstdin /proc/self/fd/0\nstdout /proc/self/fd/1"

    private static let maskedPaths = """
        /proc/acpi /proc/asound /proc/kcore /proc/keys /proc/latency_stats /proc/sched_debug /proc/scsi \
        /proc/timer_list /proc/timer_stats /sys/devices/virtual/powercap /sys/firmware
        """

    static let maskedPathsCommand = """
        for f in \(maskedPaths); do [ -e $f ] || continue
        if [ -d $f ]; then [ -z "$(ls -A $f)" ]; else [ -z "$(busybox head -c 1 $f 2>&1)" ]; fi || echo $f shows; done
        """

    static let readOnlyFiles = [
        "/proc/sys/net/ipv4/ip_forward", "/proc/sys/kernel/domainname", "/proc/sysrq-trigger",
        "/proc/irq/default_smp_affinity",
    ]

    private static let kernel = [
        InsideView("what masked paths show", maskedPathsCommand, unprivileged: "", privileged: "{unmasked}"),
        InsideView(
            "writing to read-only paths",
            "for f in \(readOnlyFiles.joined(separator: " ")); do if ( : >$f ) 2>/dev/null; then echo $f; fi; done",
            unprivileged: "", privileged: "{writable}"),
        InsideView(
            "read-only paths that are there",
            """
            for f in /proc/bus /proc/fs /proc/irq /proc/sys; do
            busybox awk -v f=$f '$5 == f {print f, substr($6, 1, 2)}' /proc/self/mountinfo; done
            """,
            unprivileged: "/proc/bus ro\n/proc/fs ro\n/proc/irq ro\n/proc/sys ro", privileged: ""),
        InsideView(
            "writing to /sys", "( : >/sys/kernel/uevent_seqnum ) 2>&1; mkdir /sys/x 2>&1",
            """
            sh: can't create /sys/kernel/uevent_seqnum: Read-only file system
            mkdir: can't create directory '/sys/x': Read-only file system
            """),
        InsideView("kernel parameters", parameters, "{parameters}"),
        InsideView(
            "namespaces shared with the host",
            """
            for n in cgroup ipc mnt net pid time user uts; do case "{namespaces}" in
            *"$(busybox readlink /proc/self/ns/$n)"*) echo $n;; esac; done
            """,
            unprivileged: "cgroup\ntime", privileged: "cgroup\ntime\nuser"),
    ]

    static let parameterNames = [
        "tcp_keepalive_time", "tcp_keepalive_intvl", "tcp_keepalive_probes", "tcp_retries1", "tcp_retries2",
    ]

    private static let parameters = "cd /proc/sys/net/ipv4; cat \(parameterNames.joined(separator: " "))"

    private static let surroundings = [
        InsideView("host name", "hostname; cat /proc/sys/kernel/hostname", "{hostname}\n{hostname}"),
        InsideView("its name has an address", "grep -c {hostname} /etc/hosts", "1"),
        InsideView("links of the network", "ip -o link | busybox wc -l; ip route | grep -c ^default", "2\n1"),
        InsideView("loopback", "ping -c 1 -W 20 127.0.0.1 >/dev/null && echo answers", "answers"),
        InsideView(
            "processes beside init and the shell",
            """
            set -- /proc/[0-9]*; for p; do read -r n <$p/comm || continue
            case $n in garden-init|sh) ;; *) echo $n ;; esac; done
            """, ""),
    ]
}
