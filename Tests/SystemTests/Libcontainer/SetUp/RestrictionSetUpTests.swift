import Linux
import SystemPackage
import Testing

@Suite("The devices, paths and parameters of a document")
struct RestrictionSetUpTests {
    private static let names = "ls -ln /dev | busybox awk '/^[cbp]/ {print $1, $3, $4, $5, $6, $NF}'"
    private static let paths =
        #","maskedPaths":["/etc/passwd","/home","/nosuch"],"readonlyPaths":["/proc/sys","/root","/nosuch"]"#
    private static let tryPaths =
        "cat /etc/passwd; ls -A /home; touch /home/x /root/x /proc/sys/x; echo 1 > /proc/sys/vm/swappiness; "
        + "umount /root; cat /etc/group | grep -c root"

    @Test(
        "are as they say",
        arguments: [
            SetUpCase(
                "the usual devices", "{}", "ls -ln /dev | busybox awk '/^c/ {print $1, $3, $4, $5, $6, $NF}'",
                .output(
                    """
                    crw-rw-rw- 0 0 1, 7 full
                    crw-rw-rw- 0 0 1, 3 null
                    crw-rw-rw- 0 0 1, 8 random
                    crw-rw-rw- 0 0 5, 0 tty
                    crw-rw-rw- 0 0 1, 9 urandom
                    crw-rw-rw- 0 0 1, 5 zero
                    """)),
            SetUpCase(
                "listed devices",
                #"{"linux":{"devices":[{"path":"/dev/f","type":"c","major":10,"minor":229,"fileMode":432,"uid":7,"gid":8},"#
                    + #"{"path":"/dev/sub/b","type":"b","major":7,"minor":0},{"path":"/dev/p","type":"p","fileMode":384}]}}"#,
                "ls -ln /dev/f /dev/sub/b /dev/p | busybox awk '{print $1, $3, $4, $5, $6}'",
                .has(["crw-rw---- 7 8 10, 229", "prw------- 0 0 0", "brw-rw-rw- 0 0 7, 0"])),
            SetUpCase(
                "listed devices for users of a namespace, which are the host's",
                Document.withUsers(
                    linux:
                        #","devices":[{"path":"/dev/full","type":"c","major":1,"minor":7},{"path":"/dev/p","type":"p"}]"#
                ),
                "ls -ln /dev/full /dev/p | busybox awk '{print $1, $3, $5, $6}'; echo x > /dev/full",
                .has(["crw-rw-rw- 65534 1, 7", "prw-rw-rw- 0"])),
            SetUpCase(
                "links", "{}", "for n in fd stdin stdout stderr ptmx; do busybox readlink /dev/$n; done",
                .output("/proc/self/fd\n/proc/self/fd/0\n/proc/self/fd/1\n/proc/self/fd/2\npts/ptmx")),
            SetUpCase("masked and read-only paths", #"{"linux":{"sysctl":{}\#(paths)}}"#, tryPaths, .output("1")),
            SetUpCase(
                "masked and read-only paths for users of a namespace", Document.withUsers(linux: paths), tryPaths,
                .output("1")),
            SetUpCase(
                "kernel parameters",
                #"{"linux":{"sysctl":{"kernel.msgmax":"9000","net.core.somaxconn":"77","fs.mqueue.msg_max":"11","#
                    + #""net/ipv4/conf/lo/forwarding":"1"}}}"#,
                "cd /proc/sys; cat kernel/msgmax net/core/somaxconn fs/mqueue/msg_max net/ipv4/conf/lo/forwarding",
                .output("9000\n77\n11\n1")),
            SetUpCase(
                "kernel parameters of a user namespace",
                Document.withUsers(linux: #","sysctl":{"kernel.shmmni":"99","user.max_user_namespaces":"7"}"#),
                "cat /proc/sys/kernel/shmmni /proc/sys/user/max_user_namespaces", .output("99\n7")),
        ])
    func given(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }

    @Test(
        "are refused when they cannot be",
        arguments: [
            SetUpCase(
                "an unknown type", #"{"linux":{"devices":[{"path":"/dev/q","type":"z","major":1,"minor":1}]}}"#,
                .refusal(#"invalid device type \"z\""#)),
            SetUpCase(
                "a device that the host has not",
                Document.withUsers(linux: #","devices":[{"path":"/dev/nosuch","type":"c","major":1,"minor":1}]"#),
                .refusal("error creating device nodes: clone the mount of /dev/nosuch: No such file or directory")),
            SetUpCase(
                "a parameter of the host", #"{"linux":{"sysctl":{"vm.swappiness":"1"}}}"#,
                .refusal(#"sysctl \"vm.swappiness\" is not in a separate kernel namespace"#)),
            SetUpCase(
                "a parameter of the host's network",
                #"{"linux":{"namespaces!":[{"type":"mount"},{"type":"pid"}],"sysctl":{"net.core.somaxconn":"1"}}}"#,
                .refusal(#"sysctl \"net.core.somaxconn\" not allowed in host network namespace"#)),
            SetUpCase(
                "a parameter that there is not", #"{"linux":{"sysctl":{"net.nosuch":"1"}}}"#,
                .refusal("sys/net/nosuch: No such file or directory")),
            SetUpCase(
                "the host's name", #"{"hostname":"x","linux":{"namespaces!":[{"type":"mount"},{"type":"pid"}]}}"#,
                .refusal("unable to set hostname without a private UTS namespace")),
        ])
    func refused(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }
}
