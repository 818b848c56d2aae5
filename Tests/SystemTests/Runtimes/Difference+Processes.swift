extension Difference {
    /// Differences in processes and their streams.
    static let ofProcesses = [
        execInStopped, groupFlag, execCapabilities, missingDescriptor, listenVariables, hooksOfCreate, hooksOfStart,
        hookStatus, hookBundle, failingPoststart, emptyHome, unknownCapability,
    ]

    static let execInStopped = Difference(
        "status of `exec` in a stopped container", runc: "255", crun: "1", own: "255",
        because: "whoever starts a process learns from 255 that it did not run")
    static let groupFlag = Difference(
        "`exec --additional-gids`", runc: "0 7 8", crun: "no such flag", own: "0 7 8", because: "runc's flags are kept")
    static let execCapabilities = Difference(
        "sets beside bounding, permitted and effective that `exec --cap` adds to", runc: "",
        crun: "inheritable and ambient",
        own: "", because: "inheritable ones let a program regain what was given up (CVE-2022-29162)")
    static let missingDescriptor = Difference(
        "`--preserve-fds` of a descriptor that is not open", runc: "passed over", crun: "passed over", own: "refused",
        because: "newer versions of runc refuse it: it would be some other file")
    static let listenVariables = Difference(
        "LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES inside", runc: "1 1", crun: "1 1 door", own: "1 1",
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
    static let unknownCapability = Difference(
        "a capability that there is not", runc: "a warning", crun: "passed over", own: "a warning",
        because: "older hosts start newer bundles, and somebody wants to know")
}
