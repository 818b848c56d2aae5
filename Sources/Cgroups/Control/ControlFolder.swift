import Glibc
import Linux
import SystemPackage

/// A cgroup's folder in one hierarchy.
struct ControlFolder {
    let path: FilePath

    subscript(file: String) -> ControlFile { ControlFile(path: path.appending(file)) }

    /// Makes it, beside others who may make it too.
    ///
    /// - Returns: whether it is new; nil when its parent is not there.
    func make() throws(CgroupError) -> Bool? {
        if path.withPlatformString({ mkdir($0, 0o755) }) == 0 { return true }
        switch Errno(rawValue: errno) {
        case .fileExists: return false
        case .noSuchFileOrDirectory: return nil
        case let number: throw .system(.failed(operation: "make cgroup", subject: path.string, errno: number))
        }
    }

    /// Removes it with all below it, children first.
    ///
    /// - Returns: whether it is gone; false when it is in use.
    func remove() throws(CgroupError) -> Bool {
        // Most have nothing below, which takes no looking.
        if try removeAlone() { return true }
        var isGone = true
        for folder in try all().reversed() where try !folder.removeAlone() { isGone = false }
        return isGone
    }

    /// It and all below it, parents before children; nothing when it is not there.
    func all() throws(CgroupError) -> [ControlFolder] {
        guard let names = try childNames() else { return [] }
        var found = [self]
        var open = names.map(child)
        while let next = open.popLast() {
            guard let names = try next.childNames() else { continue }
            found.append(next)
            open += names.map(next.child)
        }
        return found
    }

    /// The names of its child cgroups; nil when it is not there.
    func childNames() throws(CgroupError) -> [String]? {
        guard let stream = path.withPlatformString({ opendir($0) }) else {
            let number = Errno(rawValue: errno)
            if number == .noSuchFileOrDirectory { return nil }
            throw .system(.failed(operation: "list cgroup", subject: path.string, errno: number))
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            guard entry.pointee.d_type == UInt8(DT_DIR) else { continue }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private func child(_ name: String) -> ControlFolder { ControlFolder(path: path.appending(name)) }

    /// Removes it unless it, or a cgroup in it, is in use; says whether it is gone.
    func removeAlone() throws(CgroupError) -> Bool {
        if path.withPlatformString({ rmdir($0) }) == 0 { return true }
        switch Errno(rawValue: errno) {
        case .noSuchFileOrDirectory: return true
        case .resourceBusy, .directoryNotEmpty: return false
        case let number: throw .system(.failed(operation: "remove cgroup", subject: path.string, errno: number))
        }
    }
}
