extension Difference {
    /// Differences in processes and their streams.
    static let ofProcesses = [
        execInStopped, groupFlag, missingDescriptor, listenVariables, reopenedStream, hooksOfCreate, hooksOfStart,
        hookStatus, hookBundle, failingPoststart, emptyHome, unknownHome, unknownCapability, execUmask,
        negativeUser,
    ]

    static let execInStopped = Difference(
        "status of `exec` in a stopped container", runc: "255", crun: "1", own: "255",
        because: "whoever starts a process learns from 255 that it did not run")
    static let groupFlag = Difference(
        "`exec --additional-gids`", runc: "0 7 8", crun: "no such flag", own: "0 7 8", because: "runc's flags are kept")
    static let missingDescriptor = Difference(
        "`--preserve-fds` of a descriptor that is not open", runc: "passed over", crun: "passed over", own: "refused",
        because: "newer versions of runc refuse it: it would be some other file")
    static let listenVariables = Difference(
        "LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES inside", runc: "1 1", crun: "1", own: "1 1",
        because: "runc's are kept")
    static let hooksOfCreate = Difference(
        "hooks that `create` runs", runc: "prestart createRuntime createContainer poststart",
        crun: "prestart createRuntime createContainer", own: "prestart createRuntime createContainer",
        because: "newer versions of runc run poststart when the program has begun, as the specification says")
    static let hooksOfStart = Difference(
        "hooks that `start` runs", runc: "startContainer", crun: "startContainer poststart",
        own: "startContainer poststart", because: "the same")
    static let hookStatus = Difference(
        "status told to hooks, from prestart to poststop", runc: "creating creating creating created created stopped",
        crun: "created created created starting running stopped",
        own: "creating creating creating created running stopped", because: "the specification says so")
    static let hookBundle = Difference(
        "bundle told to startContainer hooks", runc: "the bundle", crun: "/", own: "the bundle",
        because: "the specification says so")
    static let failingPoststart = Difference(
        "`run --detach` whose poststart hook fails", runc: "failure", crun: "success", own: "failure",
        because: "runc's is kept")
    static let emptyHome = Difference(
        "HOME that is given and empty", runc: "/root", crun: "", own: "/root", because: "nobody's home is nowhere")
    static let unknownHome = Difference(
        "HOME of a user whom nobody knows", runc: "/", crun: "", own: "/",
        because: "there is always a folder to begin in")
    static let execUmask = Difference(
        "the mask for new files in a process's document", runc: "0022", crun: "0027", own: "0027",
        because: "newer versions of runc heed it")
    static let negativeUser = Difference(
        "`exec --user -1`", runc: "refused", crun: "is root", own: "refused", because: "nobody means root by that")
    static let reopenedStream = Difference(
        "a user of a user namespace opens `/proc/self/fd/1` in a process of `exec`", runc: "allowed", crun: "refused",
        own: "allowed", because: "shells do that")
    static let unknownCapability = Difference(
        "a capability that there is not", runc: "a warning", crun: "passed over", own: "a warning",
        because: "older hosts start newer bundles, and somebody wants to know")
}
