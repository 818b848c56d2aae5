/// A mounted file system for cgroups: a line of /proc/self/mountinfo, proc(5).
///
/// Every container's start reads the file, so it is taken apart as bytes, and text is made of very little of it.
struct CgroupMount {
    private let id: Slice
    private let parent: Slice
    private let rawMountPoint: Slice
    private let rawRoot: Slice
    private let type: Slice
    private let options: Slice

    typealias Slice = ArraySlice<UInt8>

    /// Whether it is a hierarchy of version 2.
    var isVersionTwo: Bool { type.elementsEqual("cgroup2".utf8) }

    /// Where it is mounted.
    var mountPoint: String { Self.unescaped(rawMountPoint) }

    /// Which cgroup of the hierarchy is mounted there: `/`, if it is not a part of it only.
    var root: String { Self.unescaped(rawRoot) }

    /// Whether the hierarchy has this controller (`name=systemd` for one that is named and has none).
    func has(_ controller: Slice) -> Bool {
        options.split(separator: UInt8(ascii: ",")).contains { $0.elementsEqual(controller) }
    }

    /// The cgroup file systems in `mountInfo` that a path reaches; one that another mount covers is left out.
    static func visible(in mountInfo: [UInt8]) -> [CgroupMount] {
        let mounts = mountInfo.split(separator: UInt8(ascii: "\n")).compactMap { CgroupMount(line: $0) }
        return mounts.filter { mount in
            guard mount.type.elementsEqual("cgroup".utf8) || mount.isVersionTwo else { return false }
            let onTheWay = mounts.filter { $0.covers(mount.rawMountPoint) }
            return reached(by: mount.rawMountPoint, onTheWay, mounts)?.id == mount.id
        }
    }

    /// `36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw`, with any number of fields before the dash.
    private init?(line: Slice) {
        let space = UInt8(ascii: " ")
        let start = line.split(separator: space, maxSplits: 6)
        guard start.count == 7, let dash = Self.dash(in: line, from: start[5].endIndex) else { return nil }
        let end = line[(dash + 3)...].split(separator: space, maxSplits: 3)
        guard end.count >= 3 else { return nil }
        (id, parent, rawRoot, rawMountPoint) = (start[0], start[1], start[3], start[4])
        (type, options) = (end[0], end[2])
    }

    /// Where ` - ` is, behind the optional fields.
    private static func dash(in line: Slice, from start: Int) -> Int? {
        let space = UInt8(ascii: " ")
        var index = start
        while index + 2 < line.endIndex {
            if line[index] == space, line[index + 1] == UInt8(ascii: "-"), line[index + 2] == space { return index }
            index += 1
        }
        return nil
    }

    /// Whether `path` is its mount point, or below.
    private func covers(_ path: Slice) -> Bool {
        guard path.starts(with: rawMountPoint) else { return false }
        if rawMountPoint.count <= 1 || path.count == rawMountPoint.count { return true }
        return path[path.startIndex + rawMountPoint.count] == UInt8(ascii: "/")
    }

    /// The mount on which a path ends, found as the kernel does: by going from mount to mount.
    private static func reached(
        by path: Slice, _ onTheWay: [CgroupMount], _ all: [CgroupMount]
    ) -> CgroupMount? {
        var current: CgroupMount?
        for end in [1] + ends(ofPartsOf: path) {
            while let next = onTheWay.last(where: { mount in
                guard mount.rawMountPoint.count == end, mount.id != current?.id else { return false }
                guard let current else { return !all.contains { $0.id == mount.parent } }
                return mount.parent == current.id
            }) {
                current = next
            }
        }
        return current
    }

    /// How long each path is that leads to `path`: 4 and 7 of `/sys/fs`.
    private static func ends(ofPartsOf path: Slice) -> [Int] {
        guard path.count > 1 else { return [] }
        let slashes = path.indices.dropFirst().filter { path[$0] == UInt8(ascii: "/") }
        return slashes.map { $0 - path.startIndex } + [path.count]
    }

    /// Undoes `\040` and the like, by which mountinfo hides white space.
    private static func unescaped(_ field: Slice) -> String {
        guard field.contains(UInt8(ascii: "\\")) else { return String(decoding: field, as: UTF8.self) }
        var result: [UInt8] = []
        var rest = field
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
