public import Linux
public import LinuxAsync
public import RuncCommand
public import SystemPackage

/// A runc-compatible runtime, called by its command line (runc, crun, gdn-runc).
///
/// A value without state: calls are independent of one another, and may run at once. A copy with other values costs
/// nothing, so a call that needs an environment of its own is made on a copy. When the task of a call is cancelled, the
/// runtime is killed and reaped before `RuncError.cancelled` is thrown; what it did until then stays.
///
/// No call waits for processes that the runtime leaves behind. The streams of a container's processes are what
/// `StandardIO` says; those of all other calls end with the call: a process that was left there, such as criu's of a
/// `checkpoint` with lazy pages, must write elsewhere, since it would get SIGPIPE (pipe(7)).
public struct RuncClient: Sendable {
    /// Which runtime, and how. An executable without a slash is looked for in the folders of `environment`'s PATH.
    /// Its `log` counts for nothing here, and its `logFormat` only for `LogDestination.standardError`.
    public var configuration: RuncConfiguration
    /// Where the runtime's messages go, which say why a call failed.
    public var log = LogDestination.perCall
    /// The runtime's environment, `NAME=value`; nothing is inherited. NOTIFY_SOCKET is left out.
    public var environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
    /// Where the runtime runs; nil: where this process is. It means all relative paths from there, but for pid files and
    /// `temporaryFolder`, which are relative to where this process is.
    public var workingDirectory: FilePath?
    /// What the runtime gets when this process ends (PR_SET_PDEATHSIG).
    public var parentDeathSignal: Signal?
    /// Whether the runtime leads a process group of its own, and so gets no signals from this process's terminal.
    public var newProcessGroup = false
    /// Where each call has a folder for its log, and each socket one for itself; they are removed at the end. A socket's
    /// path has little room (`StreamSocket.pathLimit`), and 18 bytes are added to this one.
    public var temporaryFolder: FilePath = "/tmp"

    /// Where its blocking calls and waits happen.
    public let system: AsyncSystem
    let monitor: any ProcessMonitoring

    /// A client that starts the runtime by `monitor`, or else as a child of this process.
    public init(_ configuration: RuncConfiguration, system: AsyncSystem, monitor: (any ProcessMonitoring)? = nil) {
        (self.configuration, self.system) = (configuration, system)
        self.monitor = monitor ?? ChildMonitor(system)
    }
}
