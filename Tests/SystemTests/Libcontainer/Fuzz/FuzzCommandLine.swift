import GuardianTestSupport

/// Command lines of all commands, and damaged ones.
struct FuzzCommandLine {
    let root: String
    let bundle: String
    let id: String

    private static let standing = FuzzGround.standing

    private var lines: [[String]] {
        [
            ["run", "--bundle", bundle, "--pid-file", "pid", "--no-pivot", "--keep", id],
            ["run", "-d", "-b", bundle, "--no-new-keyring", "--no-subreaper", "--preserve-fds", "0", id],
            ["create", "--bundle=\(bundle)", "--pid-file", "pid", "--console-socket", "socket", id],
            ["start", id], ["state", Self.standing], ["list", "--format", "json"], ["list", "-q"],
            ["kill", Self.standing, "0"], ["kill", "--all", Self.standing, "WINCH"], ["delete", "--force", id],
            ["ps", "--format", "table", Self.standing, "-ef"], ["ps", "-f", "json", Self.standing], ["features"],
            ["spec", "--bundle", ".", "--rootless"], ["--version"], ["help", "run"], ["run", "-h"],
            [
                "exec", "--cwd", "/", "--env", "A=B", "-u", "1:1", "-g", "5", "--cap", "CAP_KILL", "--no-new-privs",
                "--cgroup", "a", "--pid-file", "pid", "--process-label", "", "--apparmor", "", "--ignore-paused",
                "--preserve-fds=0", Self.standing, "/bin/true",
            ],
        ]
    }

    private static let words = [
        "", "-", "--", "---", "=", "-=", "--=x", "-x", "--help", "-h", "--format", "xml", "\n", "é", "%s", "..", ".",
        "a/b",
        "--debug", "--debug=maybe", "--log", "log", "--log-format", "json", "text", "--rootless", "auto", "true",
        "--systemd-cgroup", "--criu", "x", "init", "run", "exec", "pause", "9223372036854775808", "-1", "0",
        "4294967296",
        "2147483647", "1:", ":1", "1:1:1", "+1", "a:b", "a,b:c", ",:", "SIGRTMIN+99", "nosuch", "/nowhere", "--version",
        "\u{1B}[31m", "A", "=A", "LISTEN_FDS=1",
    ]

    /// A line with up to three changes.
    func damaged(_ random: inout SplitMix64) -> [String] {
        var line = random.pick(lines)
        for _ in 0..<random.below(4) {
            let place = random.below(line.count + 1)
            switch random.below(6) {
            case 0 where place < line.count: line.remove(at: place)
            case 1 where place < line.count: line.insert(line[place], at: place)
            case 2 where place < line.count: line[place] = random.pick(Self.words)
            case 3 where place < line.count: line.swapAt(place, random.below(line.count))
            case 4 where random.oneIn(6):
                line.insert(
                    String(repeating: random.pick(["x", "é", "-", "/a"]), count: random.below(9000)), at: place)
            default: line.insert(random.pick(Self.words), at: place)
            }
        }
        return ["--root", root] + line
    }
}
