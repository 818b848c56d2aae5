import Cgroups
import Linux
import SystemPackage
import Testing

@Suite("A cgroup's tree")
struct CgroupTreeTests {
    private let fixtures = Fixtures()

    @Test(
        "is never a hierarchy's root, nor outside of it", arguments: ["", "/", "a", "/a//b", "/a/", "/a/../b", "/./a"])
    func unusable(path: String) throws {
        let layout = try fixtures.copy(.hybrid).layout

        #expect(throws: CgroupError.unusablePath(path)) { try CgroupTree(path, in: layout) }
    }

    @Test("has children by one name", arguments: ["a/b", "", "..", "/"])
    func unusableChild(name: String) throws {
        let tree = try CgroupTree("/guardian", in: fixtures.copy(.hybrid).layout)

        #expect(throws: CgroupError.self) { try tree.child(name) }
        #expect(try tree.child("c").path == "/guardian/c")
    }

    @Test("is made in every hierarchy, with processors copied to where children need them")
    func create() throws {
        let fixture = try fixtures.copy(.hybrid)
        let tree = try CgroupTree("/guardian/containers/c2/a", in: fixture.layout)
        try fixture.write("0-1\n", to: "cpuset/cpuset.cpus")
        try fixture.write("\n", to: "cpuset/guardian/cpuset.cpus")

        try tree.create()

        for hierarchy in fixture.layout.hierarchies {
            #expect(fixture.exists("\(hierarchy.mountPoint.lastComponent?.string ?? "")/guardian/containers/c2/a"))
        }
        #expect(try fixture.read("cpuset/guardian/cpuset.cpus") == "0-1")
        #expect(try fixture.read("unified/cgroup.subtree_control") == "")
        #expect(try tree.exists())
        try tree.create()
    }

    @Test("gets all controllers in a unified layout, as far as they are missing")
    func delegation() throws {
        let fixture = try fixtures.copy(.v2)

        try CgroupTree("/guardian/containers/c2", in: fixture.layout).create()

        #expect(try fixture.read("cgroup.subtree_control") == "+cpu +cpuset +hugetlb +io +misc +rdma")
        #expect(try fixture.read("guardian/cgroup.subtree_control") == "cpuset cpu io memory hugetlb pids rdma misc")
        #expect(fixture.exists("guardian/containers/c2"))
    }

    @Test("needs the controllers that limits need")
    func notDelegated() throws {
        let fixture = try fixtures.copy(.v2)
        try fixture.remove("cgroup.subtree_control")
        let expected = CgroupError.notDelegated(
            controller: "cpu", path: fixture.root.appending("sys/fs/cgroup"), .noSuchFileOrDirectory)

        #expect(throws: expected) { try CgroupTree("/guardian", in: fixture.layout).create() }
    }

    @Test("lists processes once, whichever hierarchies they are in")
    func processes() throws {
        let fixture = try fixtures.copy(.hybrid)
        try fixture.write("7\n27113\n0\n", to: "memory/guardian/containers/c1/cgroup.procs")

        let processes = try CgroupTree("/guardian", in: fixture.layout).processes()

        #expect(Set(processes.map(\.rawValue)) == [7, 27113, 27119])
        #expect(processes.count == 3)
    }

    @Test("lists children of any hierarchy")
    func children() throws {
        let fixture = try fixtures.copy(.hybrid)
        let tree = try CgroupTree("/guardian/containers", in: fixture.layout)
        try tree.child("b").create()
        try fixture.remove("cpu/guardian/containers/c1")

        #expect(try tree.children() == ["b", "c1"])
        #expect(try CgroupTree("/none", in: fixture.layout).children() == [])
    }

    @Test("is joined by writing 0: a thread in version 1, a process in version 2")
    func join() throws {
        let fixture = try fixtures.copy(.hybrid)

        try fixture.container().join()

        #expect(try fixture.read("memory/guardian/containers/c1/tasks") == "0")
        #expect(try fixture.read("memory/guardian/containers/c1/cgroup.procs") == "27113\n27119")
        #expect(try fixture.read("unified/guardian/containers/c1/cgroup.procs") == "0")
    }

    @Test("cannot be joined where a hierarchy lacks it")
    func joinMissing() throws {
        let fixture = try fixtures.copy(.hybrid)
        try fixture.remove("pids/guardian/containers/c1")

        #expect(throws: CgroupError.self) { try fixture.container().join() }
    }

    @Test("is removed with all below it, and may be gone already")
    func remove() throws {
        let fixture = try fixtures.copy(.hybrid)
        let tree = try CgroupTree("/guardian", in: fixture.layout)
        try fixture.removeFiles(below: "")

        try tree.remove()
        try tree.remove()

        #expect(try !tree.exists())
        #expect(fixture.exists("memory"))
        #expect(try tree.processes() == [])
        #expect(try tree.killAll() == [])
    }

    @Test("says who keeps it from being removed")
    func busy() throws {
        let fixture = try fixtures.copy(.v2)
        let tree = try fixture.container()
        let processes = try tree.processes()

        #expect(throws: CgroupError.busy(path: tree.path, processes: processes)) { try tree.remove() }
        #expect(processes.map(\.rawValue) == [27113, 27119])
    }

    @Test("freezes and thaws, with what is below it", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func freezer(recorded: FixtureTree.Recorded) throws {
        let fixture = try fixtures.copy(recorded)
        let container = try fixture.container()
        let file =
            recorded == .v2 ? "guardian/containers/c1/cgroup.freeze" : "freezer/guardian/containers/c1/freezer.state"

        try container.freeze()
        let frozen = try fixture.read(file)
        try container.thaw()
        let thawed = try fixture.read(file)

        #expect([frozen, thawed] == (recorded == .v2 ? ["1", "0"] : ["FROZEN", "THAWED"]))
    }
}
