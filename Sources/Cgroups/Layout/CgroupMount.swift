/// A mounted file system for cgroups: a line of /proc/self/mountinfo, proc(5).
struct CgroupMount {
    let id: Substring
    let parent: Substring
    let mountPoint: String
    let type: Substring
    let options: Set<Substring>

    /// The cgroup file systems in `mountInfo` that a path reaches; one that another mount covers is left out.
    static func visible(in mountInfo: String) -> [CgroupMount] {
        let mounts = mountInfo.split(separator: "\n").compactMap { CgroupMount(line: $0) }
        let known = Set(mounts.map(\.id))
        return mounts.filter { mount in
            guard mount.type == "cgroup" || mount.type == "cgroup2" else { return false }
            return reached(by: mount.mountPoint, mounts, known)?.id == mount.id
        }
    }

    /// `36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw`, with any number of fields before the dash.
    private init?(line: Substring) {
        let fields = line.split(separator: " ")
        guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count >= dash + 4 else { return nil }
        (id, parent, type) = (fields[0], fields[1], fields[dash + 1])
        mountPoint = Self.unescaped(fields[4])
        options = Set(fields[dash + 3].split(separator: ","))
    }

    /// The mount on which a path ends, found as the kernel does: by going from mount to mount.
    private static func reached(by path: String, _ mounts: [CgroupMount], _ known: Set<Substring>) -> CgroupMount? {
        var current: CgroupMount?
        var prefixes = ["/"]
        for part in path.split(separator: "/") {
            prefixes.append((prefixes.last == "/" ? "" : prefixes.last ?? "") + "/" + part)
        }
        for prefix in prefixes {
            while let next = mounts.last(where: { mount in
                let isBelow = current.map { mount.parent == $0.id } ?? !known.contains(mount.parent)
                return isBelow && mount.mountPoint == prefix && mount.id != current?.id
            }) {
                current = next
            }
        }
        return current
    }

    /// Undoes `\040` and the like, by which mountinfo hides white space.
    private static func unescaped(_ field: Substring) -> String {
        var result: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            let code = digits.count == 3 ? UInt8(String(decoding: digits, as: UTF8.self), radix: 8) : nil
            if byte == UInt8(ascii: "\\"), let code {
                result.append(code)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
