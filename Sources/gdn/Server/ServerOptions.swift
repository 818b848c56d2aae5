import ArgumentParser

/// The flags of `server` and `cleanup`: the original's names and meanings, and a few of our own at the end of each group.
struct ServerOptions: ParsableArguments {
    @OptionGroup(title: "Server configuration") var serving: ServingOptions
    @OptionGroup(title: "Container lifecycle") var lifecycle: LifecycleOptions
    @OptionGroup(title: "Programs") var programs: ProgramOptions
    @OptionGroup(title: "Container networking") var network: NetworkOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions
    @OptionGroup(title: "Metrics") var metrics: MetricsOptions
    @OptionGroup(title: "Sysctl") var sysctl: SysctlOptions
    @OptionGroup(title: "Accepted and not needed") var needless: NeedlessOptions
}

struct ServingOptions: ParsableArguments {
    enum Level: String, ExpressibleByArgument, CaseIterable {
        case debug
        case info
        case error
        case fatal
    }

    @Option(help: "The least important messages to log.")
    var logLevel = Level.info

    @Option(
        help: ArgumentHelp(
            "Listen on TCP at this address instead of the unix socket. Nobody is asked there who they are.",
            valueName: "ip"))
    var bindIp: String?

    @Option(
        help: ArgumentHelp(
            "The TCP port; 0: any that is free. Without --bind-ip it is the loopback interface's, 127.0.0.1.",
            valueName: "port"))
    var bindPort: UInt16?

    @Option(help: ArgumentHelp("The unix socket to listen on.", valueName: "path"))
    var bindSocket = "/tmp/garden.sock"

    @Option(help: ArgumentHelp("The socket's permissions, octal.", valueName: "mode"))
    var bindSocketMode = "0660"

    @Option(
        help: ArgumentHelp(
            "The user the socket is given to, by name or number; by default who runs the server.", valueName: "user"))
    var bindSocketOwner: String?

    @Option(
        help: ArgumentHelp(
            "The group the socket is given to, by name or number; by default the server's own.", valueName: "group"))
    var bindSocketGroup: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            """
            Of those who may write to the socket, serve only this user, by name or number, and who runs the server. \
            Can be given several times; by default all of them are served. Not for TCP.
            """, valueName: "user"))
    var allowUid: [String] = []

    @Option(
        help: ArgumentHelp(
            "Up to 4 letters a-z or digits in the names of all kernel objects, so that servers can share a host.",
            valueName: "tag"))
    var tag = ""

    @Flag(help: "Use the cgroups that gdn setup made, instead of making them.")
    var skipSetup = false

    @Option(
        help: ArgumentHelp(
            "How long a client may take for a request's header, such as 30s or 1m30s; 0: as long as it likes.",
            valueName: "duration"))
    var readHeaderTimeout = GoDuration(.seconds(30))
}

struct LifecycleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The depot: one folder per container. It is made if missing.", valueName: "path"))
    var depot = "/var/run/gdn/depot"

    @Option(
        help: ArgumentHelp(
            "Not needed: properties are in the depot as soon as they are set, and this file is not used.",
            valueName: "path"))
    var propertiesPath: String?

    @Option(help: ArgumentHelp("Not needed, and never was.", valueName: "path"))
    var consoleSocketsPath: String?

    @Flag(help: "Remove the folder of a process once somebody was told how it ended: nothing is known of it then.")
    var cleanupProcessDirsOnWait = false

    @Flag(help: "Refuse privileged containers.")
    var disablePrivilegedContainers = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Let privileged containers use these devices too, such as 'c 42:* rwm'.", valueName: "rule"))
    var deviceCgroupRule: [String] = []

    @Option(help: ArgumentHelp("First host user of unprivileged containers' users above root.", valueName: "uid"))
    var uidMapStart: UInt32 = 1

    @Option(help: ArgumentHelp("How many of them; 0: all there are.", valueName: "count"))
    var uidMapLength: UInt32 = 0

    @Option(help: ArgumentHelp("First host group of unprivileged containers' groups above root.", valueName: "gid"))
    var gidMapStart: UInt32 = 1

    @Option(help: ArgumentHelp("How many of them; 0: all there are.", valueName: "count"))
    var gidMapLength: UInt32 = 0

    @Option(
        help: ArgumentHelp(
            "The image of containers that name none: a folder, a tar file (plain, gzip or zstd), or raw:///folder.",
            valueName: "uri"))
    var defaultRootfs = ""

    @Option(
        help: ArgumentHelp(
            "After how long without use to destroy containers whose creator says nothing of it, such as 5m; 0: never.",
            valueName: "duration"))
    var defaultGraceTime = GoDuration(.zero)

    @Flag(help: "Destroy the containers of an earlier server instead of taking them up again.")
    var destroyContainersOnStartup = false

    @Option(help: ArgumentHelp("AppArmor profile of unprivileged containers.", valueName: "profile"))
    var apparmor: String?

    @Flag(help: "Let no process of unprivileged containers gain privileges.")
    var noNewPrivileges = false
}

struct ProgramOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The OCI runtime: a path, or a name to find in PATH; gdn-runc is the one beside gdn.",
            valueName: "program"))
    var runtimePlugin = HelperPrograms.runtime

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("A global argument for the runtime when it makes containers.", valueName: "argument"))
    var runtimePluginExtraArg: [String] = []

    @Option(help: ArgumentHelp("Process 1 of containers; by default the gdn-init beside gdn.", valueName: "path"))
    var initBin: String?
}

struct NetworkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where containers' /30 subnets come from.", valueName: "cidr"))
    var networkPool = "10.254.0.0/22"

    @Flag(help: "Let containers reach the host's own addresses.")
    var allowHostAccess = false

    @Option(parsing: .singleValue, help: ArgumentHelp("Let no container reach these addresses.", valueName: "cidr"))
    var denyNetwork: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp("A name server, instead of the host's.", valueName: "ip"))
    var dnsServer: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp("One more name server.", valueName: "ip"))
    var additionalDnsServer: [String] = []

    @Option(parsing: .singleValue, help: ArgumentHelp("One more line of /etc/hosts.", valueName: "line"))
    var additionalHostEntry: [String] = []

    @Option(
        help: ArgumentHelp(
            "Bytes per packet, at most 1500; 0: as the interface of the default route.", valueName: "bytes"))
    var mtu = 0
}

struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Microseconds of CPU time per share and 100 ms; 0: no quota.", valueName: "us"))
    var cpuQuotaPerShare: UInt64 = 0

    @Option(help: ArgumentHelp("Block I/O weight of containers, 10 to 1000; 0: the kernel's.", valueName: "weight"))
    var defaultContainerBlockioWeight: UInt16 = 0

    @Option(help: ArgumentHelp("Most containers there may be, in any state; 0: as many as fit.", valueName: "count"))
    var maxContainers = 0

    @Flag(help: "Limit memory only, not memory and swap together.")
    var disableSwapLimit = false

    @Option(
        help: ArgumentHelp(
            "Most bytes per second that a container may read from each block device; 0: any number.",
            valueName: "bytes"))
    var containerIoMaxReadBps: UInt64 = 0

    @Option(help: ArgumentHelp("The same for bytes written.", valueName: "bytes"))
    var containerIoMaxWriteBps: UInt64 = 0

    @Option(help: ArgumentHelp("The same for read operations.", valueName: "count"))
    var containerIoMaxReadIops: UInt64 = 0

    @Option(help: ArgumentHelp("The same for write operations.", valueName: "count"))
    var containerIoMaxWriteIops: UInt64 = 0
}

struct MetricsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The CPU time that one share entitles to, percent of one processor; 0: all processors' time over the \
            host's memory in MiB.
            """, valueName: "percent"))
    var cpuEntitlementPerShare = 0.0
}

struct SysctlOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("net.ipv4.tcp_keepalive_time in containers; 0: as the host has it.", valueName: "seconds"))
    var tcpKeepaliveTime: UInt32 = 0

    @Option(help: ArgumentHelp("net.ipv4.tcp_keepalive_intvl; 0: as the host has it.", valueName: "seconds"))
    var tcpKeepaliveInterval: UInt32 = 0

    @Option(help: ArgumentHelp("net.ipv4.tcp_keepalive_probes; 0: as the host has it.", valueName: "count"))
    var tcpKeepaliveProbes: UInt32 = 0

    @Option(
        name: .customLong("tcp-retries1"),
        help: ArgumentHelp("net.ipv4.tcp_retries1; 0: as the host has it.", valueName: "count"))
    var tcpRetries1: UInt32 = 0

    @Option(
        name: .customLong("tcp-retries2"),
        help: ArgumentHelp("net.ipv4.tcp_retries2; 0: as the host has it.", valueName: "count"))
    var tcpRetries2: UInt32 = 0
}
