import Cgroups
import SystemPackage
import Testing

@Suite("The layout of cgroups")
struct CgroupLayoutTests {
    private func layout(_ mountInfo: String, _ cgroups: String, controllers: String? = nil) -> CgroupLayout {
        CgroupLayout(mountInfo: mountInfo, ownCgroups: cgroups) { _ in controllers }
    }

    @Test("of version 1 alone")
    func legacy() throws {
        let layout = layout(try Fixtures.text("v1/mountinfo"), try Fixtures.text("v1/cgroup"))

        #expect(layout.kind == .legacy)
        #expect(layout.hierarchies.count == 9)
        #expect(layout.hierarchy(of: "memory")?.mountPoint == "/sys/fs/cgroup/memory")
        #expect(layout.hierarchy(of: "memory")?.ownPath == "/machine")
        #expect(layout.hierarchies.first?.controllers == ["name=systemd"])
    }

    @Test("of both versions, where version 2 is used for no limit")
    func hybrid() throws {
        let layout = layout(
            try Fixtures.text("hybrid/mountinfo"), try Fixtures.text("hybrid/cgroup"), controllers: "hugetlb\n")

        #expect(layout.kind == .hybrid)
        #expect(layout.hierarchies.count == 10)
        #expect(layout.hierarchies.last?.version == .two)
        #expect(layout.hierarchies.last?.mountPoint == "/sys/fs/cgroup/unified")
        #expect(layout.hierarchies.last?.controllers == ["hugetlb"])
        #expect(layout.hierarchy(of: "hugetlb") == nil)
    }

    @Test("of version 2 alone")
    func unified() throws {
        let layout = layout(
            try Fixtures.text("v2/mountinfo"), try Fixtures.text("v2/cgroup"), controllers: "cpu memory pids\n")

        #expect(layout.kind == .unified)
        #expect(layout.hierarchies.map(\.mountPoint) == ["/sys/fs/cgroup"])
        #expect(layout.hierarchies.map(\.ownPath) == ["/system.slice/guardian.service"])
        #expect(layout.hierarchy(of: "memory")?.version == .two)
        #expect(layout.hierarchy(of: "io") == nil)
    }

    @Test("with two controllers on one hierarchy, under either name")
    func together() {
        let layout = layout(
            """
            27 1 254:0 / / rw - ext4 /dev/vda rw
            32 27 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
            33 27 0:29 / /cpu rw - cgroup cgroup rw,cpu,cpuacct
            """, "1:cpu,cpuacct:/a:b\n")

        #expect(layout.hierarchies.count == 1)
        #expect(layout.hierarchy(of: "cpuacct")?.mountPoint == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(layout.hierarchy(of: "cpu")?.ownPath == "/a:b")
    }

    @Test("does not have what another mount covers")
    func covered() {
        let below = """
            27 1 254:0 / / rw - ext4 /dev/vda rw
            31 27 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
            32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu

            """
        let onTop = "50 31 0:40 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
        let elsewhere = "50 27 0:40 / /sys/fs rw - tmpfs tmpfs rw\n"
        let stacked = "50 32 0:41 / /sys/fs/cgroup/cpu rw - tmpfs tmpfs rw\n"
        let cgroups = "1:cpu:/\n0::/\n"

        #expect(layout(below, cgroups).hierarchies.map(\.mountPoint) == ["/sys/fs/cgroup/cpu"])
        #expect(layout(below + onTop, cgroups, controllers: "").kind == .unified)
        #expect(layout(below + elsewhere, cgroups).hierarchies.isEmpty)
        #expect(layout(below + stacked, cgroups).hierarchies.isEmpty)
    }

    @Test("finds mount points with white space, in a changed root too")
    func odd() {
        let layout = layout(#"32 31 0:29 / /c\040g/x\134y rw - cgroup cgroup rw,cpu"#, "1:cpu:/\n")

        #expect(layout.hierarchies.map(\.mountPoint) == [#"/c g/x\y"#])
    }

    @Test("leaves lines out that it cannot read")
    func malformed() {
        let layout = layout("x\n36 35 - \n\n32 27 0:29 / /c rw cgroup cgroup rw,cpu", "1:cpu\nx\n2:cpu:/\n")

        #expect(layout.hierarchies.isEmpty)
    }
}
