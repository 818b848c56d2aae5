/// A mounted file system for cgroups.
struct CgroupMount {
    /// Where it is mounted.
    let mountPoint: String
    /// Which cgroup of the hierarchy is mounted there: `/`, if it is not a part of it only.
    let root: String
    /// Whether it is a hierarchy of version 2.
    let isVersionTwo: Bool
    private let options: [Substring]

    /// Whether the hierarchy has this controller (`name=systemd` for one that is named and has none).
    func has(_ controller: Substring) -> Bool { options.contains(controller) }

    /// The cgroup file systems in /proc/self/mountinfo that a path reaches; one that another mount covers is left out.
    static func visible(in mountInfo: [UInt8]) -> [CgroupMount] {
        mountInfo.withUnsafeBufferPointer { bytes in
            let table = MountLines(bytes)
            return table.lines.compactMap { line in
                guard line.kind != .other, table.reached(by: line.mountPoint) == line.id else { return nil }
                return CgroupMount(
                    mountPoint: table.text(line.mountPoint), root: table.text(line.root),
                    isVersionTwo: line.kind == .cgroupTwo, options: table.text(line.options).split(separator: ","))
            }
        }
    }
}
