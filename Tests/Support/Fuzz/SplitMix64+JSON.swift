extension SplitMix64 {
    /// Names that the API gives a meaning, and some that it does not.
    private static let names = [
        "handle", "grace_time", "rootfs", "image", "uri", "username", "password", "bind_mounts", "src_path", "dst_path",
        "mode", "origin", "network", "properties", "env", "privileged", "limits", "bandwidth_limits", "rate", "burst",
        "cpu_limits", "weight", "limit_in_shares", "disk_limits", "inode_soft", "byte_hard", "scope", "memory_limits",
        "limit_in_bytes", "pid_limits", "max", "netin", "host_port", "container_port", "netout_rules", "protocol",
        "networks", "start", "end", "ports", "icmps", "type", "code", "log", "id", "path", "args", "dir", "user",
        "rlimits", "nofile", "tty", "window_size", "columns", "rows", "process_id", "stream_id", "source", "data",
        "exit_status", "error", "signal", "kill", "value", "Handle", "Handles", "State", "Events", "ProcessIDs",
        "MappedPorts", "HostPort", "Info", "Metrics", "Err", "Type", "Message", "MemoryStat", "CPUStat", "DiskStat",
        "NetworkStat", "PidStat", "Age", "total_rss", "Usage", "RxBytes", "Current", "memory_in_bytes", "", "x",
        "Z\u{212A}", "e\u{301}", "\u{E9}",
    ]
    private static let numbers = [
        "0", "1", "2", "3", "4", "-1", "-0", "255", "256", "65535", "65536", "4294967295", "4294967296", "2147483648",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "1.0", "0.1", "1e3", "1E+400", "-1e-400", "00", "01", "+1",
        ".5",
        "1.", "1e", "-", "0x10", "NaN", "Infinity",
    ]
    private static let texts = [
        "", "a", "some-handle", "/bin/sh", "10.0.0.1", "::1", "::ffff:10.0.0.1", "1.2.3", "10.0.0.0/8", "fe80::1%eth0",
        "active", "stopped", "ContainerNotFoundError", "ProcessNotFoundError", "UnrecoverableError", "..", "a/b",
        "docker://user:secret@host/image#tag", "@", "://@", "\u{1F600}", "e\u{301}", "\u{2028}", "0", "true",
    ]

    /// JSON text, mostly valid.
    public mutating func json(depth: Int = 4) -> [UInt8] {
        var output: [UInt8] = []
        appendValue(to: &output, depth: depth)
        return oneIn(6) ? damage(output) : output
    }

    /// JSON text of an object with members that mean something, mostly.
    public mutating func jsonObject(depth: Int = 4) -> [UInt8] {
        var output: [UInt8] = []
        appendObject(to: &output, depth: depth)
        return oneIn(6) ? damage(output) : output
    }

    private mutating func appendValue(to output: inout [UInt8], depth: Int) {
        switch below(depth > 0 ? 14 : 8) {
        case 0: output += Array("null".utf8)
        case 1: output += Array(pick(["true", "false"]).utf8)
        case 2, 3: appendNumber(to: &output)
        case 4, 5, 6, 7: appendString(to: &output)
        case 8, 9:
            output.append(UInt8(ascii: "["))
            for index in 0..<size(upTo: 5) {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                appendValue(to: &output, depth: depth - 1)
            }
            output.append(UInt8(ascii: "]"))
        case 10 where oneIn(8): appendNest(to: &output)
        default: appendObject(to: &output, depth: depth - 1)
        }
        if oneIn(10) { output += Array(pick([" ", "\n", "\t", "\r\n"]).utf8) }
    }

    private mutating func appendObject(to output: inout [UInt8], depth: Int) {
        output.append(UInt8(ascii: "{"))
        for index in 0..<size(upTo: 8) {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            let name = pick(Self.names)
            output += Array("\"\(oneIn(6) ? name.uppercased() : name)\":".utf8)
            appendValue(to: &output, depth: depth)
        }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func appendNumber(to output: inout [UInt8]) {
        if oneIn(40) {
            output += Array(String(repeating: "9", count: below(3000)).utf8)
            return
        }
        // Invalid numbers come last, and seldom.
        let choices = oneIn(10) ? Self.numbers[...] : Self.numbers.dropLast(9)
        output += Array(pick(choices).utf8)
    }

    /// Values inside one another, around the depth that readers bear, or far beyond it.
    private mutating func appendNest(to output: inout [UInt8]) {
        let depth = pick([500, 511, 512, 513, 5000])
        let (open, close) = pick([("[", "]"), ("{\"a\":", "}"), ("{\"limits\":[", "]}")])
        output += Array(String(repeating: open, count: depth).utf8)
        output += Array("1".utf8)
        if !oneIn(4) { output += Array(String(repeating: close, count: depth).utf8) }
    }

    private mutating func appendString(to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        switch below(8) {
        case 0: output += Array(String(repeating: pick(["x", "\u{E9}", "\\n"]), count: below(3000)).utf8)
        case 1:
            for _ in 0..<below(6) {
                output += Array(
                    pick(["\\n", "\\\"", "\\/", "\\u0000", "\\ud83d\\ude00", "\\udc00", "\\ud800\\u0041"]).utf8)
            }
        case 2: output += randomBytes(below(8)).filter { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
        case 3 where oneIn(4): output += Array(pick(["\\x", "\\u12", "\\", "\u{1}"]).utf8)
        default: output += Array(pick(Self.texts).utf8)
        }
        output.append(UInt8(ascii: "\""))
    }
}
