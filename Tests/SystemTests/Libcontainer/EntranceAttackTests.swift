import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Attacks on those who enter a container of our own runtime, and by them")
struct EntranceAttackTests {
    @Test("who may trace everybody inside finds nothing of the host behind a process that enters")
    func rootOfWhoEnters() throws {
        try OwnRuntime.use { (runtime) throws in
            let secret = runtime.root.appending(".secret")
            try Files.write([1], to: secret, mode: FilePermissions(rawValue: 0o600), durably: false)
            try runtime.write { spec in
                let watch =
                    "while :; do for p in /proc/[0-9]*; do [ -e $p/root\(secret) ] && echo $p >>/seen; done; done"
                spec.process.arguments = ["/bin/sh", "-c", watch]
                let names = ["CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE"]
                spec.process.capabilities = OCICapabilities(
                    bounding: names, effective: names, inheritable: [], permitted: names, ambient: [])
            }
            #expect(try runtime("run", "-d", "c").status == 0)

            for _ in 0..<25 { #expect(try runtime("exec", "c", "/bin/true").status == 0) }

            #expect(!Files.exists(runtime.bundle.appending("rootfs").appending("seen")))
        }
    }

    @Test("a cgroup above those of others is nobody's, and they live on")
    func cgroupOfOthers() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            try runtime.write(id: "d") { spec in
                spec.linux.cgroupsPath = runtime.cgroup
                spec.process.arguments = ["/nope"]
            }

            let answer = try runtime("run", "d")

            #expect(answer.status == 1)
            #expect(answer.errors.contains("container's cgroup is not empty: 1 process(es) found"), "\(answer)")
            #expect(try runtime.status() == "running")
        }
    }

    @Test("the number that means no change is nobody's", arguments: [true, false])
    func numberOfNobody(isUser: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { spec in
                if isUser { spec.process.user.uid = .max } else { spec.process.user.gid = .max }
                spec.process.arguments = ["/bin/id"]
            }

            let answer = try runtime("run", "c")

            #expect(answer.status == 1)
            #expect(answer.errors.contains("4294967295"), "\(answer)")
            #expect(answer.output.isEmpty)
        }
    }
}
