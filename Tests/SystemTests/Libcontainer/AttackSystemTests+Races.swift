import Glibc
import GuardianTestSupport
import Linux
import OCI
import SystemPackage
import Testing

/// Somebody exchanges names in a folder that the container shares, all the time. A start may fail, but nothing outside of
/// the container's root is ever made, shown or changed.
extension AttackSystemTests {
    private static let starts = 15

    @Test("who exchange a mount's destination get it inside or nowhere (CVE-2021-30465)")
    func exchangedDestination() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let (shared, outside) = (trial.folder.appending("shared"), trial.folder.appending("outside"))
            try Files.makeDirectories(shared.appending("a").appending("b"), mode: FilePermissions(rawValue: 0o755))
            try Files.makeDirectory(outside, mode: FilePermissions(rawValue: 0o777))
            try Files.makeDirectory(outside.appending("b"), mode: FilePermissions(rawValue: 0o777))
            try Links.symbolic(to: outside.string, at: shared.appending("evil"))
            try trial.write { spec in
                spec.process.arguments = ["/bin/true"]
                spec.mounts.append(OCIMount(destination: "/vol", source: shared.string, options: ["rbind", "rw"]))
                for index in 0..<8 {
                    spec.mounts.append(OCIMount(destination: "/vol/a/b/\(index)", type: "tmpfs", source: "t"))
                }
            }

            try NameSwapper.swap(shared.appending("a"), shared.appending("evil")) {
                for _ in 0..<Self.starts {
                    let answer = try trial("run", "c")

                    #expect(answer.status == 0 || answer.errors.contains("error mounting"), "\(answer)")
                    #expect(try trial.left() == [])
                }
            }

            #expect(try Files.entries(of: outside.appending("b")) == [])
            #expect(try Files.entries(of: outside) == ["b"])
        }
    }

    @Test("who exchange /proc get no parameter written elsewhere (CVE-2023-27561)")
    func exchangedProc() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let fake = trial.image.appending("fake").appending("sys").appending("net").appending("ipv4")
            try Files.makeDirectories(fake, mode: FilePermissions(rawValue: 0o755))
            try trial.write("0", to: fake.appending("ip_forward"))
            try Links.symbolic(to: "/fake", at: trial.image.appending("evil"))
            try trial.write { spec in
                spec.process.arguments = ["/bin/true"]
                spec.linux.sysctl = ["net.ipv4.ip_forward": "1"]
                spec.linux.readOnlyPaths = ["/proc/sys"]
            }

            try NameSwapper.swap(trial.image.appending("proc"), trial.image.appending("evil")) {
                for _ in 0..<Self.starts {
                    _ = try trial("run", "c")

                    #expect(try trial.left() == [])
                }
            }

            #expect(try trial.read(fake.appending("ip_forward")) == "0")
        }
    }

    @Test("who exchange the null device get nothing shown in place of what is masked (CVE-2025-31133)")
    func exchangedNull() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let dev = trial.image.appending("dev")
            let secret = trial.image.appending("etc").appending("secret")
            try trial.write("masked\n", to: trial.image.appending("etc").appending("masked"))
            try trial.write("secret", to: secret)
            guard mknod(dev.appending("null").string, S_IFCHR | 0o666, 0x103) == 0 else {
                throw Errno(rawValue: errno)
            }
            try Links.symbolic(to: "/etc/secret", at: dev.appending("evil"))
            try trial.write { spec in
                spec.process.arguments = [
                    "/bin/sh", "-c", "busybox stat -c '%F %t:%T' /etc/masked; echo pwned > /etc/masked",
                ]
                spec.mounts.removeAll { $0.destination.hasPrefix("/dev") }
                spec.linux.maskedPaths = ["/etc/masked"]
            }

            try NameSwapper.swap(dev.appending("null"), dev.appending("evil")) {
                for _ in 0..<Self.starts {
                    let answer = try trial("run", "c")

                    let isMasked = answer.lines == ["character special file 1:3"]
                    #expect(answer.status == 0 ? isMasked : answer.output == "", "\(answer)")
                }
            }

            #expect(try trial.read(secret) == "secret")
        }
    }

    @Test("who exchange the console get no terminal put elsewhere (CVE-2025-52565)")
    func exchangedConsole() throws {
        try RuntimeTrial.use(.own) { (trial) throws in
            let dev = trial.image.appending("dev")
            try trial.write("secret", to: trial.image.appending("etc").appending("secret"))
            try trial.write("", to: dev.appending("console"))
            try Links.symbolic(to: "/etc/secret", at: dev.appending("evil"))
            try Files.makeDirectory(dev.appending("pts"), mode: FilePermissions(rawValue: 0o755))
            try trial.write { spec in
                spec.process.terminal = true
                spec.mounts.removeAll { $0.destination == "/dev" }
            }

            try NameSwapper.swap(dev.appending("console"), dev.appending("evil")) {
                for index in 0..<5 {
                    let door = try TerminalDoor(trial, name: "door-\(index)")
                    defer { door.close() }
                    guard try trial("create", "--console-socket", door.path.string, "c").status == 0 else { continue }
                    let kind = try trial("exec", "c", "/bin/stat", "-c", "%F", "/etc/secret")

                    #expect(kind.output == "regular file\n", "\(kind)")
                    #expect(try trial("delete", "--force", "c").status == 0)
                }
            }

            #expect(try trial.read(trial.image.appending("etc").appending("secret")) == "secret")
        }
    }
}
