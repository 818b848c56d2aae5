import Linux
public import SystemPackage

/// An image folder made from the host's static busybox: small, complete, the same on every machine.
public enum BusyboxImage {
    private static let commands = [
        "cat", "chmod", "chown", "cp", "dd", "df", "echo", "env", "false", "grep", "hostname", "id", "ip", "kill", "ln",
        "ls",
        "mkdir", "mount", "mv", "nc", "ping", "printf", "ps", "pwd", "rm", "seq", "sh", "sleep", "stat", "test",
        "touch",
        "true", "umount", "uname", "wc", "yes",
    ]

    /// Makes the image at `path`, which must not exist. Users: root and alice (1000:1000, also in group `crew`, 2000).
    public static func make(at path: FilePath) throws {
        for folder in ["bin", "etc", "proc", "sys", "dev", "tmp", "root", "home/alice"] {
            try Files.makeDirectories(
                path.appending(FilePath(folder).components), mode: FilePermissions(rawValue: 0o755))
        }
        let busybox = try Files.read("/bin/busybox")
        try Files.write(
            busybox, to: path.appending("bin").appending("busybox"), mode: FilePermissions(rawValue: 0o755),
            durably: false)
        for command in commands {
            try Links.symbolic(to: "busybox", at: path.appending("bin").appending(command))
        }
        try write("root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n", "passwd", in: path)
        try write("root:x:0:\nalice:x:1000:\ncrew:x:2000:alice,bob\n", "group", in: path)
        try Files.setOwner(FileOwner(user: 1000, group: 1000), of: path.appending("home").appending("alice"))
    }

    private static func write(_ text: String, _ name: String, in image: FilePath) throws {
        try Files.write(
            Array(text.utf8), to: image.appending("etc").appending(name), mode: FilePermissions(rawValue: 0o644),
            durably: false)
    }
}
