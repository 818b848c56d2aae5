import Linux
import OCI
import SystemPackage
import Testing

@Suite("The namespaces of a container of our own runtime")
struct WorldSystemTests {
    private static func addUsers(_ spec: inout RuntimeSpec) {
        // Its root may make no nodes in the bundle's own folder.
        spec.mounts.append(OCIMount(destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["mode=755"]))
        spec.linux.namespaces.append(OCINamespace(.user))
        spec.linux.userMappings = [OCIIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
        spec.linux.groupMappings = [OCIIDMapping(containerID: 0, hostID: 100_000, size: 65536)]
    }

    @Test("map users as the document says, for those who enter too")
    func users() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(Self.addUsers)
            #expect(try runtime("run", "-d", "c").status == 0)

            let answer = try runtime("exec", "c", "/bin/sh", "-c", "id -u; cat /proc/self/uid_map")

            let words = answer.output.split { $0 == " " || $0 == "\n" }
            #expect(words == ["0", "0", "100000", "65536"], "\(answer)")
        }
    }

    @Test("are those of another container when they are joined", arguments: [false, true])
    func joined(hasUsers: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { if hasUsers { Self.addUsers(&$0) } }
            #expect(try runtime("run", "-d", "c").status == 0)
            let pid = String(decoding: try Self.pid(runtime), as: UTF8.self)
            try runtime.write(id: "second") { spec in
                if hasUsers { Self.addUsers(&spec) }
                spec.process.arguments = ["/bin/sh", "-c", "ls -l /proc/self/ns; ps"]
                let kinds: [OCINamespace.Kind] = [.pid, .network, .ipc, .uts] + (hasUsers ? [.user] : [])
                let files: [OCINamespace.Kind: String] = [.network: "net"]
                spec.linux.namespaces =
                    [OCINamespace(.mount)]
                    + kinds.map { OCINamespace($0, path: "/proc/\(pid)/ns/\(files[$0] ?? $0.rawValue)") }
            }

            let answer = try runtime("run", "second")

            #expect(answer.status == 0, "\(answer)")
            for kind in ["pid", "net", "ipc", "uts"] + (hasUsers ? ["user"] : []) {
                let theirs = try Files.readLink(FilePath("/proc/\(pid)/ns/\(kind)")).string
                #expect(answer.output.contains(theirs))
            }
            #expect(answer.output.contains("/bin/sleep 1000"))
        }
    }

    @Test("can be joined beside new users, who may not enter them themselves")
    func joinedBesideNewUsers() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            let pid = String(decoding: try Self.pid(runtime), as: UTF8.self)
            let path = "/proc/\(pid)/ns/net"
            try runtime.write(id: "second") { spec in
                Self.addUsers(&spec)
                spec.linux.namespaces.removeAll { $0.kind == .network }
                spec.linux.namespaces.append(OCINamespace(.network, path: path))
                spec.process.arguments = ["/bin/ls", "-l", "/proc/self/ns"]
            }

            let answer = try runtime("run", "second")

            #expect(answer.output.contains(try Files.readLink(FilePath(path)).string), "\(answer)")
        }
    }

    @Test("have clocks, names and kernel parameters of their own")
    func parameters() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { spec in
                spec.hostname = "inside"
                spec.domainname = "domain"
                spec.linux.sysctl = ["net.ipv4.ip_forward": "1"]
                spec.linux.namespaces += [OCINamespace(.cgroup), OCINamespace(.time)]
                var offset = OCITimeOffset()
                offset.seconds = 1_000_000_000
                spec.linux.timeOffsets = ["boottime": offset]
                spec.process.workingDirectory = "/made/here"
                let files = "net/ipv4/ip_forward /proc/sys/kernel/hostname /proc/sys/kernel/domainname"
                spec.process.arguments = [
                    "/bin/sh", "-c", "pwd; cat /proc/sys/\(files) /proc/self/cgroup /proc/uptime",
                ]
            }
            let answer = try runtime("run", "c")

            let lines = answer.output.split(separator: "\n")
            #expect(lines.prefix(4) == ["/made/here", "1", "inside", "domain"], "\(answer)")
            #expect(lines.dropFirst(4).dropLast().allSatisfy { $0.hasSuffix(":/") })
            #expect(lines.last?.hasPrefix("100") == true)
        }
    }

    private static func pid(_ runtime: OwnRuntime) throws -> [UInt8] {
        let state = try runtime("state", "c").output
        let digits = state.split(separator: "\n").first { $0.contains("\"pid\"") }?.filter(\.isNumber) ?? ""
        return Array(digits.utf8)
    }
}
