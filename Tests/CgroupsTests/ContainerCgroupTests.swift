import Cgroups
import Linux
import SystemPackage
import Testing

@Suite("A container's cgroup")
struct ContainerCgroupTests {
    private let fixtures = Fixtures()

    private func paths(_ cgroupsPath: String?, _ recorded: FixtureTree.Recorded) throws -> [String: String] {
        let fixture = try fixtures.copy(recorded)
        let cgroup = try ContainerCgroup(cgroupsPath: cgroupsPath, id: "c7", in: fixture.layout)
        return cgroup.statePaths.mapValues { String($0.dropFirst(fixture.root.string.count)) }
    }

    @Test(
        "begins at the mount points when its path is absolute, and never leaves them",
        arguments: [
            ("/a/b", "a/b"), ("//a/./b/", "a/b"), ("/../../a", "a"), ("/a/../b", "b"),
        ])
    func absolute(path: String, expected: String) throws {
        let hybrid = try paths(path, .hybrid)
        let unified = try paths(path, .v2)

        #expect(hybrid["memory"] == "/sys/fs/cgroup/memory/" + expected)
        #expect(hybrid["name=systemd"] == "/sys/fs/cgroup/systemd/" + expected)
        #expect(hybrid[""] == "/sys/fs/cgroup/unified/" + expected)
        #expect(hybrid.count == 10)
        #expect(unified == ["": "/sys/fs/cgroup/" + expected])
    }

    @Test(
        "begins at the runtime's own cgroup otherwise, or beside it in version 2",
        arguments: [(nil, "c7"), ("", "c7"), ("a/b", "a/b"), ("../../a", "a")])
    func relative(path: String?, expected: String) throws {
        let hybrid = try paths(path, .hybrid)
        let unified = try paths(path, .v2)

        #expect(hybrid["memory"] == "/sys/fs/cgroup/memory/machine/" + expected)
        #expect(hybrid["pids"] == "/sys/fs/cgroup/pids/" + expected)
        #expect(unified == ["": "/sys/fs/cgroup/system.slice/" + expected])
    }

    @Test("begins at its own cgroup also where only a part of a hierarchy is mounted")
    func partlyMounted() throws {
        let layout = CgroupLayout(
            mountInfo: "1 0 0:1 /docker/x /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids",
            ownCgroups: "1:pids:/docker/x/y\n"
        ) { _ in nil }

        let cgroup = try ContainerCgroup(cgroupsPath: "c", id: "c7", in: layout)

        #expect(cgroup.statePaths == ["pids": "/sys/fs/cgroup/pids/y/c"])
    }

    @Test("is never a hierarchy's root", arguments: ["/", "//", "/..", "/a/.."])
    func root(path: String) throws {
        let layout = try fixtures.copy(.hybrid).layout

        #expect(throws: CgroupError.unusablePath("/")) { try ContainerCgroup(cgroupsPath: path, id: "c7", in: layout) }
    }

    @Test("is known again from a container's state", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func state(recorded: FixtureTree.Recorded) throws {
        let fixture = try fixtures.copy(recorded)
        let cgroup = try ContainerCgroup(cgroupsPath: "/guardian/containers/c1", id: "c7", in: fixture.layout)

        let again = try ContainerCgroup(statePaths: cgroup.statePaths)

        #expect(again.statePaths == cgroup.statePaths)
        #expect(again.tree.layout.kind == (recorded == .v2 ? .unified : .hybrid))
        #expect(try again.tree.processes().map(\.rawValue) == [27113, 27119])
        #expect(try again.tree.limits().memory == .at(67_108_864))
    }

    @Test(
        "is not known from a state that is none",
        arguments: [[:], ["pids": "relative"], ["pids": "/a/b", "memory": "/a/c"], ["": "/"]])
    func badState(paths: [String: String]) {
        #expect(throws: CgroupError.self) { try ContainerCgroup(statePaths: paths) }
    }

    @Test("is not made where processes are", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func notEmpty(recorded: FixtureTree.Recorded) throws {
        let fixture = try fixtures.copy(recorded)
        let cgroup = try ContainerCgroup(cgroupsPath: "/guardian/containers/c1", id: "c7", in: fixture.layout)

        #expect(throws: CgroupError.notEmpty(processes: 2)) { try cgroup.create() }
        #expect(throws: CgroupError.notEmpty(processes: 2)) { try cgroup.refuseIfInUse() }
        #expect(
            CgroupError.notEmpty(processes: 2).description == "container's cgroup is not empty: 2 process(es) found")
    }

    @Test("is not made where it is frozen, and nothing is left behind")
    func frozen() throws {
        let fixture = try fixtures.copy(.hybrid)
        let cgroup = try ContainerCgroup(cgroupsPath: "/guardian/containers/c2", id: "c7", in: fixture.layout)
        try fixture.makeFolder("freezer/guardian/containers/c2")
        try fixture.write("FROZEN\n", to: "freezer/guardian/containers/c2/freezer.state")

        #expect(throws: CgroupError.frozen) { try cgroup.create() }
        #expect(throws: CgroupError.frozen) { try cgroup.refuseIfInUse() }
        #expect(CgroupError.frozen.description == "container's cgroup unexpectedly frozen")
        #expect(!fixture.exists("memory/guardian/containers/c2"))
        #expect(fixture.exists("memory/guardian/containers/c1"))
    }

    @Test("is not made among threads in version 2", arguments: ["threaded", "domain invalid", "domain threaded"])
    func threaded(type: String) throws {
        let fixture = try fixtures.copy(.v2)
        try fixture.makeFolder("guardian/containers/c2")
        try fixture.write(type + "\n", to: "guardian/containers/c2/cgroup.type")
        let cgroup = try ContainerCgroup(cgroupsPath: "/guardian/containers/c2", id: "c7", in: fixture.layout)
        let path = fixture.root.appending("sys/fs/cgroup/guardian/containers/c2")

        #expect(throws: CgroupError.unusableType(path: path, type)) { try cgroup.create() }
    }

    @Test("is joined through descriptors that were opened before")
    func join() throws {
        let fixture = try fixtures.copy(.hybrid)
        let descriptors = try JoinDescriptors(opening: fixture.container())
        defer { descriptors.close() }

        try descriptors.join()

        #expect(descriptors.tasks.count == 9)
        #expect(descriptors.folder != nil)
        // Real files would not keep what was in them.
        #expect(try fixture.read("memory/guardian/containers/c1/tasks").hasPrefix("0"))
        #expect(try fixture.read("systemd/guardian/containers/c1/tasks").hasPrefix("0"))
    }

    @Test("cannot be joined where a hierarchy lacks it, and no descriptor stays open")
    func joinMissing() throws {
        let fixture = try fixtures.copy(.hybrid)
        try fixture.remove("pids/guardian/containers/c1")

        #expect(throws: CgroupError.self) { try JoinDescriptors(opening: fixture.container()) }
    }
}
