extension Difference {
    /// Differences in command lines.
    static let ofCommands = [
        unknownCommand, unknownFlag, unknownContainer, execInNothing, psOfNothing, oddName, emptyList, listHead,
        stateEnd, stateKeys, listKeys, unknownSignal, runtimeVersion, rootlessNetwork, rootlessMappings,
    ]

    static let unknownCommand = Difference(
        "status of an unknown command", runc: "3", crun: "1", own: "3", because: "runc's is kept")
    static let unknownFlag = Difference(
        "status of an unknown flag", runc: "1", crun: "64", own: "1", because: "runc's is kept")
    static let unknownContainer = Difference(
        "what is said of an unknown container", runc: "container does not exist", crun: "No such file or directory",
        own: "container does not exist", because: "callers look for it")
    static let execInNothing = Difference(
        "status of `exec` in an unknown container", runc: "255", crun: "1", own: "255",
        because: "whoever starts a process learns from 255 that it did not run")
    static let psOfNothing = Difference(
        "status of `ps` for an unknown container", runc: "1", crun: "253", own: "1", because: "runc's is kept")
    static let oddName = Difference(
        "a space in a container's name", runc: "refused", crun: "taken", own: "refused",
        because: "names are folders, and parts of other names")
    static let emptyList = Difference(
        "`list --format json` without containers", runc: "null", crun: "[]", own: "null",
        because: "Go's clients take both for none")
    static let listHead = Difference(
        "head of `list`", runc: "ID PID STATUS BUNDLE CREATED OWNER", crun: "NAME PID STATUS BUNDLE PATH CREATED OWNER",
        own: "ID PID STATUS BUNDLE CREATED OWNER", because: "runc's is kept")
    static let stateEnd = Difference(
        "line's end behind `state`", runc: "none", crun: "two", own: "none", because: "runc's is kept")
    static let stateKeys = Difference(
        "members of `state`", runc: "ociVersion id pid status bundle rootfs created annotations owner",
        crun: "ociVersion id pid status bundle rootfs created systemd-scope owner annotations",
        own: "ociVersion id pid status bundle rootfs created annotations owner", because: "runc's are kept")
    static let listKeys = Difference(
        "members of `list --format json`",
        runc: "ociVersion id pid status bundle rootfs created annotations owner",
        crun: "id pid status bundle created owner",
        own: "ociVersion id pid status bundle rootfs created annotations owner", because: "runc's are kept")
    static let unknownSignal = Difference(
        "`kill` with a signal's name that there is not", runc: "refused", crun: "success, and nothing happens",
        own: "refused", because: "nobody means that")
    static let rootlessNetwork = Difference(
        "network namespace in the document of `spec --rootless`", runc: "the host's", crun: "a new one",
        own: "the host's",
        because: "runc's is kept")
    static let rootlessMappings = Difference(
        "mapping of users in the document of `spec --rootless`", runc: "0 0 1", crun: "", own: "0 0 1",
        because: "runc's is kept")
    static let runtimeVersion = Difference(
        "first line of `--version`", runc: "runc version 1.1.5+ds1", crun: "crun version 1.8.1",
        own: "runc version 1.4.0",
        because: "callers that ask for features by version ask for runc's")
}
