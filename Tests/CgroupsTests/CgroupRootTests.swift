import Cgroups
import SystemPackage
import Testing

@Suite("A server's cgroups")
struct CgroupRootTests {
    private let fixtures = Fixtures()

    @Test("bear its tag")
    func names() throws {
        let layout = try fixtures.copy(.hybrid).layout

        #expect(try CgroupRoot(in: layout).container("c1").path == "/guardian/containers/c1")
        #expect(try CgroupRoot(tag: "g", in: layout).tracker("c1").path == "/guardian-g/trackers/c1")
    }

    @Test("cannot lie elsewhere", arguments: ["a/b", "/.."])
    func unusable(tag: String) throws {
        let layout = try fixtures.copy(.hybrid).layout

        #expect(throws: CgroupError.self) { try CgroupRoot(tag: tag, in: layout) }
    }

    @Test("are made with room for containers and trackers, any number of times")
    func prepare() throws {
        let fixture = try fixtures.copy(.hybrid)
        let root = try CgroupRoot(tag: "g", in: fixture.layout)

        try root.prepare()
        try root.prepare()

        #expect(try root.tree.children() == ["containers", "trackers"])
        #expect(fixture.exists("unified/guardian-g/trackers"))
    }

    @Test("are prepared when they are there in every hierarchy; else the first that is not is named")
    func checkPrepared() throws {
        let fixture = try fixtures.copy(.hybrid)
        let root = try CgroupRoot(tag: "g", in: fixture.layout)
        let missing = fixture.root.appending("sys/fs/cgroup/pids/guardian-g/trackers")

        #expect(throws: CgroupError.self) { try root.checkPrepared() }
        try root.prepare()
        try root.checkPrepared()
        try fixture.remove("pids/guardian-g/trackers")
        #expect(throws: CgroupError.notPrepared(path: missing)) { try root.checkPrepared() }
    }

    @Test("of version 2 are not prepared without the controllers that limits need")
    func checkControllers() throws {
        let fixture = try fixtures.copy(.v2)
        let root = try CgroupRoot(in: fixture.layout)
        for parent in ["containers", "trackers"] {
            try root.tree.child(parent).create()
            try fixture.write("cpu io memory pids\n", to: "guardian/\(parent)/cgroup.controllers")
        }

        try root.checkPrepared()
        try fixture.write("cpu io pids\n", to: "guardian/containers/cgroup.controllers")
        #expect(throws: CgroupError.self) { try root.checkPrepared() }
    }
}
