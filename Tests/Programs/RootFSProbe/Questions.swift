import Glibc
import Linux
import SystemPackage

/// What can be asked of a root, as `QUESTION:PATH`; answers are lines `QUESTION:PATH=…`.
enum Questions {
    static func answer(_ word: String) {
        guard let colon = word.firstIndex(of: ":") else { return }
        let path = String(word[word.index(after: colon)...])
        switch word[..<colon] {
        case "stat": Probe.say(word, stat(path))
        case "link": Probe.say(word, link(path))
        case "read": Probe.say(word, read(path))
        case "list": Probe.say(word, list(path))
        case "write": Probe.say(word, write(path))
        case "mount": Probe.say(word, mount(path))
        case "mounts": Probe.say(word, "\(mounts(path))")
        default: break
        }
    }

    /// `TYPE MODE USER:GROUP DEVICE`
    private static func stat(_ path: String) -> String {
        var status = Glibc.stat()
        guard lstat(path, &status) == 0 else { return "errno \(errno)" }
        let types: [mode_t: String] = [
            S_IFDIR: "folder", S_IFREG: "file", S_IFLNK: "link", S_IFCHR: "character", S_IFBLK: "block",
            S_IFIFO: "pipe",
        ]
        let mode = String(status.st_mode & 0o7777, radix: 8)
        let device = "\(status.st_rdev >> 8 & 0xFFF):\(status.st_rdev & 0xFF)"
        return "\(types[status.st_mode & S_IFMT] ?? "?") \(mode) \(status.st_uid):\(status.st_gid) \(device)"
    }

    private static func link(_ path: String) -> String {
        do {
            return try Files.readLink(FilePath(path)).string
        } catch {
            return "errno \(error.errno?.rawValue ?? 0)"
        }
    }

    private static func read(_ path: String) -> String {
        do {
            let text = String(decoding: try Files.read(FilePath(path)), as: UTF8.self)
            return text.split(separator: "\n").joined(separator: ";")
        } catch {
            return "errno \(error.errno?.rawValue ?? 0)"
        }
    }

    private static func list(_ path: String) -> String {
        do {
            return try Files.entries(of: FilePath(path)).sorted().joined(separator: ",")
        } catch {
            return "errno \(error.errno?.rawValue ?? 0)"
        }
    }

    /// What making a file in a folder, or opening one for writing, ends with.
    private static func write(_ path: String) -> String {
        var status = Glibc.stat()
        let isFolder = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        let file = isFolder ? open(path + "/made", O_WRONLY | O_CREAT, 0o644) : open(path, O_WRONLY)
        guard file >= 0 else { return "errno \(errno)" }
        close(file)
        return "ok"
    }

    /// `TYPE SOURCE OPTIONS PROPAGATION` of the topmost mount.
    private static func mount(_ path: String) -> String {
        guard let entry = table().last(where: { $0.mountPoint.string == path }) else { return "none" }
        let spreading = entry.propagation.map { $0.prefix { $0 != ":" } }.joined(separator: ",")
        return "\(entry.type) \(entry.source) \(entry.options.joined(separator: ",")) \(spreading)"
    }

    /// How many mounts there are at and below a path.
    private static func mounts(_ path: String) -> Int {
        table().count { $0.mountPoint.starts(with: FilePath(path)) }
    }

    private static func table() -> [MountEntry] {
        do {
            return try MountTable.current()
        } catch {
            return []
        }
    }
}
