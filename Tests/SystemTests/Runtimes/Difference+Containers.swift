extension Difference {
    /// Differences in what is around a process.
    static let ofContainers = [relativeCgroup, cgroupsOfNone]

    static let relativeCgroup = Difference(
        "the cgroup that a relative path, or none, is below", runc: "the runtime's own", crun: "the hierarchy's top",
        own: "the runtime's own", because: "a runtime that is limited cannot get out of its limits so")
    static let cgroupsOfNone = Difference(
        "cgroups of a container whose limits the kernel refuses", runc: "are removed", crun: "stay", own: "are removed",
        because: "nobody would remove them")
}
