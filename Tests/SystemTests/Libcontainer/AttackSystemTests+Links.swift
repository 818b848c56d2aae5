import Glibc
import GuardianTestSupport
import Linux
import OCI
import SystemPackage
import Testing

extension AttackSystemTests {
    /// A folder of the host's beside the bundle, of which nothing inside may ever touch anything.
    private func makeOutside(_ trial: RuntimeTrial) throws -> FilePath {
        let outside = trial.folder.appending("outside")
        try Files.makeDirectory(outside, mode: FilePermissions(rawValue: 0o777))
        return outside
    }

    @Test("make nothing outside by links in an image (CVE-2024-45310)", arguments: ["tmpfs", "bind"], [false, true])
    func linkedDestinations(type: String, isRelative: Bool) throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let outside = try makeOutside(trial)
            try Links.symbolic(
                to: (isRelative ? "../../../../.." : "") + outside.string, at: trial.image.appending("link"))
            let answer = try trial.shell("true") {
                $0.process.workingDirectory = "/link/folder"
                $0.mounts.append(
                    OCIMount(
                        destination: "/link/a/b", type: type, source: "/etc", options: type == "bind" ? ["bind"] : []))
            }

            #expect(answer.status == 0 || answer.status == 1)
            #expect(try Files.entries(of: outside) == [])
        }
    }

    @Test("make no devices outside, /dev being a link (CVE-2026-41579)", arguments: [false, true])
    func linkedDev(isRelative: Bool) throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let outside = try makeOutside(trial)
            let dev = trial.image.appending("dev")
            try Files.removeTree(dev)
            try Links.symbolic(to: (isRelative ? "../../../../.." : "") + outside.string, at: dev)

            _ = try trial.shell("true") { spec in
                spec.mounts.removeAll { $0.destination.hasPrefix("/dev") }
                spec.linux.devices = [OCIDevice(path: "/dev/extra", type: "c", major: 1, minor: 5)]
            }

            #expect(try Files.entries(of: outside) == [])
        }
    }

    @Test("get no kernel's file system where a link leads (CVE-2019-19921)", arguments: ["/proc", "/sys"])
    func linkedProc(destination: String) throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let path = FilePath("\(trial.image)\(destination)")
            try Files.removeTree(path)
            try Files.makeDirectory(trial.image.appending("fake"), mode: FilePermissions(rawValue: 0o755))
            try Links.symbolic(to: "/fake", at: path)
            try trial.write {
                $0.mounts.append(OCIMount(destination: "/sys", type: "sysfs", source: "sysfs", options: ["ro"]))
            }

            let answer = try trial("create", "c")

            #expect(answer.status == 1)
            #expect(answer.errors.contains("must be mounted on ordinary directory"), "\(answer)")
            #expect(try trial.left() == [])
        }
    }

    @Test(
        "cover nothing of /proc (CVE-2019-16884)",
        arguments: ["/proc", "/proc/self", "/proc/sys/kernel", "/dev/../proc/self", "/link/sys", "/proc/self/attr"],
        ["bind", "tmpfs"])
    func coveredProc(destination: String, type: String) throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            try Links.symbolic(to: "/proc", at: trial.image.appending("link"))
            try trial.write {
                $0.mounts.append(
                    OCIMount(
                        destination: destination, type: type, source: "/tmp", options: type == "bind" ? ["bind"] : []))
            }

            let answer = try trial("create", "c")

            #expect(answer.status == 1)
            #expect(answer.errors.contains("cannot be mounted because it is"), "\(answer)")
        }
    }

    @Test("have parameters written to no file that pretends to be one (CVE-2025-52881)", arguments: [false, true])
    func fakeProc(hasProc: Bool) throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let fake = trial.image.appending("proc").appending("sys").appending("net").appending("ipv4")
            try Files.makeDirectories(fake, mode: FilePermissions(rawValue: 0o755))
            try trial.write("0", to: fake.appending("ip_forward"))
            try trial.write { spec in
                if !hasProc { spec.mounts.removeFirst() }
                spec.linux.sysctl = ["net.ipv4.ip_forward": "1"]
            }
            try trial.run()
            let pid = try trial.pid()
            try trial.write(id: "d") { spec in
                spec.process.arguments = ["/bin/cat", "/proc/sys/net/ipv4/ip_forward"]
                spec.linux.namespaces = [OCINamespace(.mount), OCINamespace(.network, path: "/proc/\(pid)/ns/net")]
            }

            #expect(try trial("run", "d").output == "1\n")
            #expect(try trial.read(fake.appending("ip_forward")) == "0")
        }
    }

    @Test("do not see what is masked by a null device that is none (CVE-2025-31133)", arguments: [false, true])
    func fakeNull(isShared: Bool) throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let secret = trial.image.appending("etc").appending("secret")
            try trial.write("masked\n", to: trial.image.appending("etc").appending("masked"))
            try trial.write("secret", to: secret)
            try Links.symbolic(to: "/etc/secret", at: trial.image.appending("dev").appending("null"))

            let answer = try trial.shell("busybox stat -c '%t:%T' /etc/masked; echo pwned > /etc/masked") { spec in
                spec.mounts.removeAll { $0.destination.hasPrefix("/dev") }
                if isShared {
                    spec.mounts.append(
                        OCIMount(destination: "/dev", source: trial.image.appending("dev").string, options: ["bind"]))
                }
                spec.linux.maskedPaths = ["/etc/masked"]
            }

            // Refused, or masked.
            #expect(answer.status == 0 ? answer.lines == ["1:3"] : answer.output == "", "\(answer)")
            #expect(try trial.read(secret) == "secret")
        }
    }
}
