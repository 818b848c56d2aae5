import Cgroups
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
}
