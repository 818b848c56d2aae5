import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("The namespaces of a document")
struct NamespaceSetUpTests {
    private static let time = #","timeOffsets":{"monotonic":{"secs":7,"nanosecs":5},"boottime":{"secs":1000}}"#
    private static let clocks = "busybox awk '{print $1, $2, $3}' /proc/self/timens_offsets"
    private static let clocksAhead = "monotonic 7 5\nboottime 1000 0"

    @Test(
        "become the container's",
        arguments: [
            SetUpCase(
                "users in several ranges", Document.withUsers(),
                "busybox awk '{print $1, $2, $3}' /proc/self/uid_map /proc/self/gid_map; cat /proc/self/setgroups",
                .output("0 100000 65000\n70000 300000 5\n0 200000 65000\nallow")),
            SetUpCase(
                "clocks", #"{"linux":{"namespaces":[{"type":"time"}]\#(time)}}"#, clocks, .output(clocksAhead)),
            SetUpCase(
                "clocks beside new users", Document.withUsers(namespaces: #",{"type":"time"}"#, linux: time), clocks,
                .output(clocksAhead)),
            SetUpCase(
                "clocks that would have gone before the beginning",
                #"{"linux":{"namespaces":[{"type":"time"}],"timeOffsets":{"boottime":{"secs":-999999999}}}}"#,
                .refusal("write /proc/self/timens_offsets: Numerical result out of range")),
            SetUpCase(
                "cgroups", #"{"linux":{"namespaces":[{"type":"cgroup"}]}}"#,
                "busybox cut -d: -f3 /proc/self/cgroup | busybox uniq", .output("/")),
            SetUpCase(
                "a network that only has a loopback interface", "{}",
                "ip -o link | busybox awk '{print $2, $3}' | grep -v DOWN", .has(["lo: <LOOPBACK,UP"])),
            SetUpCase(
                "names", #"{"hostname":"inside","domainname":"domain"}"#,
                "hostname; cat /proc/sys/kernel/domainname", .output("inside\ndomain")),
        ])
    func new(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }

    @Test(
        "are refused when they cannot be",
        arguments: [
            SetUpCase(
                "twice", #"{"linux":{"namespaces":[{"type":"pid"}]}}"#,
                .refusal(#"malformed spec file: duplicated ns \"pid\""#)),
            SetUpCase(
                "no mounts of its own", #"{"linux":{"namespaces!":[{"type":"pid"}]}}"#,
                .refusal("unable to make a root file system without a private MNT namespace")),
            SetUpCase(
                "the runtime's own mounts",
                #"{"linux":{"namespaces!":[{"type":"mount","path":"/proc/self/ns/mnt"}]}}"#,
                .refusal("the mount namespace /proc/self/ns/mnt is the runtime's own")),
            SetUpCase(
                "another kind",
                #"{"linux":{"namespaces!":[{"type":"mount"},{"type":"pid","path":"/proc/self/ns/net"}]}}"#,
                .refusal("it is a network namespace instead of a pid namespace")),
            SetUpCase(
                "nothing", #"{"linux":{"namespaces!":[{"type":"mount"},{"type":"pid","path":"/nosuch"}]}}"#,
                .refusal("open namespace /nosuch: No such file or directory")),
            SetUpCase(
                "users without mappings", #"{"linux":{"namespaces":[{"type":"user"}]}}"#, .refusal("mappings")),
            SetUpCase(
                "offsets without clocks", #"{"linux":{"timeOffsets":{"boottime":{"secs":1}}}}"#,
                .refusal("time namespace offsets specified, but time namespace isn't enabled in the config")),
            SetUpCase(
                "a user that is not mapped", Document.withUsers(process: #"{"user":{"uid":65000,"gid":0}}"#),
                .refusal("cannot set uid to unmapped user in user namespace")),
            SetUpCase(
                "a group that is not mapped", Document.withUsers(process: #"{"user":{"uid":0,"gid":65000}}"#),
                .refusal("cannot set gid to unmapped user in user namespace")),
        ])
    func refused(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }

    @Test("are joined, all but that of mounts", arguments: [false, true])
    func joined(hasUsers: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            let others = #",{"type":"time"},{"type":"cgroup"}"#
            try runtime.write(
                patch: hasUsers
                    ? Document.withUsers(namespaces: others, linux: Self.time)
                    : #"{"linux":{"namespaces":[\#(others.dropFirst())]\#(Self.time)}}"#)
            #expect(try runtime("run", "-d", "c").status == 0)
            let pid = try runtime.initPID()
            let files = ["pid", "network", "ipc", "uts", "time", "cgroup"] + (hasUsers ? ["user"] : [])
            let entries = files.map { kind in
                #"{"type":"\#(kind)","path":"/proc/\#(pid)/ns/\#(kind == "network" ? "net" : kind)"}"#
            }
            let namespaces = ([#"{"type":"mount"}"#] + entries).joined(separator: ",")

            let answer = try runtime.run(
                id: "second", patch: #"{"mounts":[\#(Document.devices)],"linux":{"namespaces!":[\#(namespaces)]}}"#,
                "for p in self 1; do ls -l /proc/$p/ns | busybox awk '$NF ~ \":\" {print $NF}' | busybox sort; echo; done; "
                    + Self.clocks)

            let parts = answer.output.split(separator: "\n\n").map(String.init)
            try #require(parts.count == 3, "\(answer)")
            let differ = zip(parts[0].split(separator: "\n"), parts[1].split(separator: "\n")).filter { $0 != $1 }
            #expect(differ.allSatisfy { $0.0.hasPrefix("mnt:") } && differ.count == 1, "\(answer)")
            #expect(parts[2].trimmingNewlines == Self.clocksAhead)
        }
    }

    @Test("are joined beside new ones, whosever users they are")
    func mixed() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(patch: Document.withUsers(namespaces: #",{"type":"time"}"#, linux: Self.time))
            #expect(try runtime("run", "-d", "c").status == 0)
            let pid = try runtime.initPID()

            let usersJoined = try runtime.run(
                id: "a",
                patch: #"{"mounts":[\#(Document.devices)],"linux":{"namespaces":[{"type":"user","path":"/proc/\#(pid)/"#
                    + #"ns/user"},{"type":"time"}],"timeOffsets":{"boottime":{"secs":3}}}}"#,
                "id -u; \(Self.clocks)")
            let clocksJoined = try runtime.run(
                id: "b",
                patch: Document.withUsers(namespaces: #",{"type":"time","path":"/proc/\#(pid)/ns/time"}"#), Self.clocks)
            let differing = try runtime.run(
                id: "d",
                patch: Document.withUsers().replacingFirst(
                    #"{"type":"user"}"#, #"{"type":"user","path":"/proc/\#(pid)/ns/user"}"#
                ).replacingFirst("100000", "100001"))

            #expect(usersJoined.output == "0\nmonotonic 0 0\nboottime 3 0\n", "\(usersJoined)")
            #expect(clocksJoined.output.trimmingNewlines == Self.clocksAhead, "\(clocksJoined)")
            #expect(differing.errors.contains("both namespace path and non-matching mapping specified"))
        }
    }

    @Test("are entered by exec, with the users and clocks that they have")
    func entered() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(
                patch: Document.withUsers(namespaces: #",{"type":"time"},{"type":"cgroup"}"#, linux: Self.time))
            #expect(try runtime("run", "-d", "c").status == 0)

            let answer = try runtime(
                "exec", "c", "/bin/sh", "-c",
                "id -u; \(Self.clocks); for n in cgroup ipc mnt net pid time user uts; do "
                    + "[ $(busybox readlink /proc/self/ns/$n) = $(busybox readlink /proc/1/ns/$n) ] || echo $n; done")

            #expect(answer.output == "0\n\(Self.clocksAhead)\n", "\(answer)")
        }
    }

    @Test("of users may be in a bundle whose way is closed to them")
    func closedBundle() throws {
        try OwnRuntime.use { (runtime) throws in
            try Files.setMode(FilePermissions(rawValue: 0o700), of: runtime.bundle)

            let answer = try runtime.run(patch: Document.withUsers(), "id -u; ls -d /etc")

            #expect(answer.output == "0\n/etc\n", "\(answer)")
        }
    }
}

extension String {
    /// With another text in the place of the first that is the same.
    func replacingFirst(_ text: String, _ other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
