extension Difference {
    /// Differences in what is around a process.
    static let ofContainers = [tmpfsMode, relativeCgroup, cgroupsOfNone]

    static let tmpfsMode = Difference(
        "mode and owner of a tmpfs over a folder of 1751, when none are given", runc: "1751 0:0", crun: "1777 0:0",
        own: "1751 0:0", because: "what was closed stays closed")
    static let relativeCgroup = Difference(
        "the cgroup that a relative path, or none, is below", runc: "the runtime's own", crun: "the hierarchy's top",
        own: "the runtime's own", because: "a runtime that is limited cannot get out of its limits so")
    static let cgroupsOfNone = Difference(
        "cgroups of a container whose limits the kernel refuses", runc: "are removed", crun: "stay", own: "are removed",
        because: "nobody would remove them")
}
