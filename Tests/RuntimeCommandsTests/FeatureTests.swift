import Libcontainer
import OCI
import SystemPackage
import Testing

@testable import RuntimeCommands

@Suite("What the program says it can do")
struct FeatureTests {
    private let features = RuntimeFeatures.all

    @Test("are those options of mounts that do not go to the file system")
    func mountOptions() throws {
        let options = try #require(features.mountOptions)
        var spec = RuntimeSpec()
        spec.rootPath = "rootfs"
        spec.process.arguments = ["a"]
        spec.mounts = (options + ["idmap", "ridmap", "unknown"]).map {
            OCIMount(destination: "/m", type: "tmpfs", source: "tmpfs", options: [$0])
        }

        let given = TranslationOptions(id: try ContainerID("c"), bundle: "/b")
        let mounts = try Configuration(spec, options: given).mounts

        #expect(mounts.dropLast().map(\.data) == Array(repeating: "", count: options.count + 2))
        #expect(mounts.last?.data == "unknown")
    }

    @Test("leaves out what is not there")
    func absent() throws {
        let linux = try #require(features.linux)

        #expect(linux.cgroups?.systemd == false)
        #expect(linux.networkDevices?.isEnabled == false)
        #expect(linux.intelRDT?.isEnabled == false)
        #expect(features.annotations["org.opencontainers.runc.checkpoint.enabled"] == nil)
        #expect(linux.capabilities?.count == 41)
        #expect(linux.namespaces == ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"])
        #expect(features.hooks?.count == 6)
    }

    @Test("knows about filters what the library knows")
    func seccomp() throws {
        let seccomp = try #require(features.linux?.seccomp)

        #expect(seccomp.actions?.count == 9)
        #expect(seccomp.operators?.count == 7)
        #expect(try #require(seccomp.architectures).contains("SCMP_ARCH_X86_64"))
        #expect(Set(try #require(seccomp.supportedFlags)).isSubset(of: try #require(seccomp.knownFlags)))
    }
}
