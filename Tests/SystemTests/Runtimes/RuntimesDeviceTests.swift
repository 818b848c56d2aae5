import Linux
import OCI
import SystemPackage
import Testing

@Suite("Devices of a runtime's container")
struct RuntimesDeviceTests {
    private static let usual = ["full", "null", "random", "tty", "urandom", "zero"]

    @Test("are the usual ones and those of the document", arguments: Contender.allCases, [false, true])
    func nodes(contender: Contender, hasUsers: Bool) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            // Its root may make no folders in the bundle's own.
            try Files.makeDirectory(
                trial.image.appending("dev").appending("pts"), mode: FilePermissions(rawValue: 0o755))
            try Files.makeDirectory(trial.image.appending("old_root"), mode: FilePermissions(rawValue: 0o755))
            let answer = try trial.shell(
                "cd /dev; stat -c '%n %F %t:%T %a' \(Self.usual.joined(separator: " ")) \(hasUsers ? "" : "extra")"
            ) {
                if hasUsers { $0.mapUsers() }
                guard !hasUsers else { return }
                var device = OCIDevice(path: "/dev/extra", type: "c", major: 1, minor: 5, fileMode: 0o640)
                (device.uid, device.gid) = (0, 0)
                $0.linux.devices = [device]
            }

            let numbers = [
                "full": "1:7", "null": "1:3", "random": "1:8", "tty": "5:0", "urandom": "1:9", "zero": "1:5",
            ]
            let expected = Self.usual.map { "\($0) character special file \(numbers[$0] ?? "") 666" }
            #expect(Array(answer.lines.prefix(6)) == expected, "\(answer)")
            // In a user namespace it would be the host's own node, which is not there.
            if !hasUsers { #expect(answer.lines.last == "extra character special file 1:5 640", "\(answer)") }
        }
    }

    @Test("have names for a process's own streams", arguments: Contender.allCases)
    func links(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell(
                "cd /dev; for n in fd stdin stdout stderr ptmx core; do busybox readlink $n; done")

            let links = ["/proc/self/fd", "/proc/self/fd/0", "/proc/self/fd/1", "/proc/self/fd/2", "pts/ptmx"]
            #expect(Array(answer.lines.prefix(5)) == links, "\(answer)")
            #expect(answer.lines.dropFirst(5).allSatisfy { $0 == "/proc/kcore" }, "\(answer)")
        }
    }

    @Test("can be made and used as rules say", arguments: Contender.allCases)
    func rules(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell(
                """
                cd /tmp; for n in 1:5 1:11 1:7; do busybox mknod n$n c ${n%:*} ${n#*:} || echo no; done
                dd if=n1:5 of=/dev/null bs=1 count=1 2>/dev/null && echo reads-zero
                dd if=n1:11 of=/dev/null bs=1 count=1 2>/dev/null || echo no-kmsg
                dd if=n1:7 of=/dev/null bs=1 count=1 2>/dev/null && echo reads-full
                """
            ) {
                $0.linux.resources.devices = [
                    OCIDeviceRule(allow: false, access: "rwm"),
                    OCIDeviceRule(allow: true, type: "c", major: 1, minor: 5, access: "rwm"),
                ]
            }

            #expect(answer.lines == ["reads-zero", "no-kmsg", "reads-full"], "\(answer)")
            let list = try trial.rulesWhileRunning()
            #expect(list.contains("c 1:5 rwm") && !list.contains { $0.hasPrefix("a ") }, "\(list)")
            #expect(list.contains("c *:* m") && list.contains("c 136:* rwm"), "\(list)")
        }
    }
}

extension RuntimeTrial {
    /// What the devices controller of a version 1 hierarchy allows a container of the last document.
    fileprivate func rulesWhileRunning() throws -> [String] {
        try write {
            $0.linux.resources.devices = [
                OCIDeviceRule(allow: false, access: "rwm"),
                OCIDeviceRule(allow: true, type: "c", major: 1, minor: 5, access: "rwm"),
            ]
        }
        try run()
        return try cgroupFile(("devices", "devices.list"), two: "cgroup.procs").split(separator: "\n").map(String.init)
    }
}
