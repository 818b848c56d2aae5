import Cgroups
import Garden
import Guardian
import Linux
import OCI
import SystemPackage
import Testing

@testable import RunDMC

@Suite("Generated bundles in real runtimes")
struct BundleSystemTests {
    private static let unprivileged = "00000000a80425fb"

    @Test("confine root inside", arguments: Runtime.allCases)
    func unprivileged(runtime: Runtime) async throws {
        try await BundleSandbox.use(runtime) { sandbox in
            let output = try await sandbox.output(
                of: sandbox.bundle(
                    running: """
                        id -u; hostname; grep -E '^(Cap|Seccomp:)' /proc/self/status
                        grep -c 4294967294 /proc/self/uid_map
                        busybox unshare -m true; mount -t tmpfs none /tmp; busybox mknod /tmp/null c 1 3
                        echo 3 > /proc/sys/net/ipv4/tcp_retries2
                        cat /proc/keys; echo x > /dev/null && echo written
                        """))

            #expect(
                output.split(separator: "\n") == [
                    "0", "web-1", "CapInh:\t0000000000000000", "CapPrm:\t\(Self.unprivileged)",
                    "CapEff:\t\(Self.unprivileged)", "CapBnd:\t\(Self.unprivileged)",
                    "CapAmb:\t0000000000000000", "Seccomp:\t2", "1",
                    "unshare: unshare(0x20000): Operation not permitted",
                    "mount: permission denied (are you root?)", "mknod: /tmp/null: Operation not permitted",
                    "/bin/sh: can't create /proc/sys/net/ipv4/tcp_retries2: Read-only file system", "written",
                ])
        }
    }

    @Test("let privileged containers do all that the host can, but for what it lacks", arguments: Runtime.allCases)
    func privileged(runtime: Runtime) async throws {
        try await BundleSandbox.use(runtime) { sandbox in
            let bundle = try sandbox.bundle(
                running: """
                    grep -E '^(CapEff|CapBnd|Seccomp):' /proc/self/status
                    mount -t tmpfs none /tmp && busybox unshare -m true && busybox mknod /null c 1 3 && ls /dev/fuse
                    """
            ) { $0.privileged = true }

            let output = try await sandbox.output(of: bundle)

            let capabilities = try #require(bundle.process.capabilities?.bounding)
            let bits = capabilities.compactMap(Capability.init(name:)).reduce(0 as UInt64) { $0 | 1 << $1.rawValue }
            let digits = String(bits, radix: 16)
            let set = String(repeating: "0", count: 16 - digits.count) + digits
            #expect(
                output.split(separator: "\n") == ["CapEff:\t\(set)", "CapBnd:\t\(set)", "Seccomp:\t0", "/dev/fuse"])
        }
    }

    @Test("limit what a container uses, in a cgroup of its own", arguments: Runtime.allCases, [true, false])
    func limits(runtime: Runtime, privileged: Bool) async throws {
        guard try CgroupLayout.detect().kind != .unified else { return print("skipped: reads version 1 files") }
        try await BundleSandbox.use(runtime) { sandbox in
            let bundle = try sandbox.bundle(running: "exec sleep 1000") { plan in
                plan.privileged = privileged
                plan.limits.memory.limitInBytes = 64 << 20
                plan.limits.pids.max = 50
                plan.limits.cpu.weight = 1
            } _: {
                $0.quotaPerShare = 1
            }

            try await sandbox.start(bundle)

            let path = try #require(bundle.linux.cgroupsPath)
            let expected = [
                ("memory/memory.limit_in_bytes", "67108864"), ("memory/memory.memsw.limit_in_bytes", "67108864"),
                ("pids/pids.max", "50"), ("cpu/cpu.shares", "2"), ("cpu/cpu.cfs_quota_us", "1000"),
            ]
            for (file, value) in expected {
                let parts = file.split(separator: "/").map(String.init)
                #expect(try text("/sys/fs/cgroup/\(parts[0])\(path)/\(parts[1])") == value, "\(file)")
            }
            let devices = try text("/sys/fs/cgroup/devices\(path)/devices.list").split(separator: "\n")
            #expect(devices.contains("c 1:3 rwm"))
            #expect(!devices.contains("a *:* rwm"))
        }
    }

    @Test(
        "show files of the host as asked, even where a user namespace may not change a mount's options",
        arguments: Runtime.allCases)
    func bindMounts(runtime: Runtime) async throws {
        try await BundleSandbox.use(runtime) { sandbox in
            let locked = try sandbox.lockedFolder()
            defer { #expect(throws: Never.self) { try Mounts.unmount(locked, lazily: true) } }
            let file = locked.appending("file")
            try Files.write([], to: file, mode: FilePermissions(rawValue: 0o666), durably: false)
            let program = try Files.read("/bin/busybox")
            try Files.write(
                program, to: locked.appending("init"), mode: FilePermissions(rawValue: 0o755), durably: false)

            let output = try await sandbox.output(
                of: sandbox.bundle(
                    running: """
                        echo changed > /mnt/rw && cat /mnt/rw; echo x > /mnt/ro
                        grep -cE '^[^ ]+ /(tmp/garden-init|mnt/r[ow]) .*nosuid,nodev,noatime' /proc/mounts
                        """
                ) { plan in
                    plan.bindMounts = [
                        BindMount(source: file.string, destination: "/mnt/ro"),
                        BindMount(source: file.string, destination: "/mnt/rw", mode: .readWrite),
                    ]
                } _: {
                    $0.initProgram = locked.appending("init")
                })

            #expect(
                output.split(separator: "\n") == [
                    "changed", "/bin/sh: can't create /mnt/ro: Read-only file system", "3",
                ])
        }
    }

    /// crun gives what init reads and writes to the container's root.
    @Test("leave the host's /dev/null to its owner", arguments: Runtime.allCases)
    func hostDevices(runtime: Runtime) async throws {
        try await BundleSandbox.use(runtime) { sandbox in
            let before = try FileStatus.of("/dev/null").owner

            try await sandbox.start(try sandbox.bundle(running: "exec sleep 1000"))

            #expect(before == .root)
            #expect(try FileStatus.of("/dev/null").owner == before)
        }
    }

    @Test("take processes of root and of others as they are prepared", arguments: Runtime.allCases, [true, false])
    func processes(runtime: Runtime, privileged: Bool) async throws {
        try await BundleSandbox.use(runtime) { sandbox in
            let bundle = try sandbox.bundle(running: "exec sleep 1000") { $0.privileged = privileged }
            try await sandbox.start(bundle)
            var spec = ProcessSpec(
                path: "sh", arguments: ["-c", "id; pwd; echo $HOME $USER; ulimit -n; grep ^CapEff /proc/self/status"])
            spec.user = "alice"
            spec.resourceLimits[.nofile] = 512
            let alice = ResolvedUser(uid: 1000, gid: 1000, additionalGroups: [2000], home: "/home/alice")
            let root = ResolvedUser(uid: 0, gid: 0, home: "/root")

            let ofAlice = try await sandbox.output(
                of: ProcessPreparation(bundle: bundle, user: alice).process(for: spec, workingDirectory: "/home/alice"))
            let ofRoot = try await sandbox.output(
                of: ProcessPreparation(bundle: bundle, user: root)
                    .process(for: ProcessSpec(path: "id", arguments: ["-u"]), workingDirectory: "/"))

            #expect(
                ofAlice.split(separator: "\n") == [
                    "uid=1000(alice) gid=1000(alice) groups=2000(crew)", "/home/alice", "/home/alice alice", "512",
                    "CapEff:\t0000000000000000",
                ])
            #expect(ofRoot == "0\n")
        }
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Files.read(FilePath(path)), as: UTF8.self).trimmingSuffix { $0 == "\n" }
    }
}

extension String {
    fileprivate func trimmingSuffix(while isUnwanted: (Character) -> Bool) -> String {
        String(reversed().drop(while: isUnwanted).reversed())
    }
}
