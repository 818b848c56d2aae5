import JSON
import Linux
import SystemPackage
import Testing

@testable import Volumizer

@Suite("The plan of a volume")
struct VolumePlanTests {
    private static let mapping = UserMapping(
        users: [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)],
        groups: [
            IDMapping(containerID: 0, hostID: 9, size: 1), IDMapping(containerID: 1, hostID: 100, size: 4_294_967_193),
        ])
    private static let plans: [VolumePlan] = [
        .raw("/srv/root"),
        .overlay(OverlayPlan(image: "/srv/i", lower: "/srv/i", owners: .unchanged)),
        .overlay(OverlayPlan(image: "/srv/i", lower: "/srv/i", owners: .idMapped, mapping: mapping)),
        .overlay(OverlayPlan(image: "/srv/i", lower: "/state/images/k", owners: .copied, mapping: mapping)),
        .overlay(
            OverlayPlan(
                image: "/srv/i.tar", lower: "/state/images/tar-k/rootfs", owners: .unchanged,
                size: "/state/images/tar-k/image.json", project: 2_147_483_647)),
    ]

    @Test("is read as it was stored", arguments: plans)
    func roundTrip(plan: VolumePlan) throws {
        let stored = plan.json(folder: "/state/volumes/web").encoded()

        #expect(VolumePlan(json: try JSONValue(parsing: stored)) == plan)
    }

    @Test("of an older version says neither where the image's size is nor a project")
    func older() throws {
        let stored = #"{"scheme":"overlay","image":"/srv/i","lower":"/srv/i","owners":"unchanged","users":null}"#

        #expect(VolumePlan(json: try JSONValue(parsing: stored)) == Self.plans[1])
    }

    @Test("names the folder for who looks at the record")
    func folder() {
        #expect(Self.plans[1].json(folder: "/state/volumes/web")["folder"] == "/state/volumes/web")
        #expect(Self.plans[0].json(folder: "/state/volumes/web")["folder"] == nil)
    }

    @Test(
        "that is damaged or of another version is none",
        arguments: [
            "{}", "[]", #"{"scheme":"raw"}"#, #"{"scheme":"raw","image":"relative"}"#,
            #"{"scheme":"new","image":"/a"}"#,
            #"{"scheme":"overlay","image":"/a"}"#, #"{"scheme":"overlay","image":"/a","lower":"/a","owners":"new"}"#,
            #"{"scheme":"overlay","image":"/a","lower":"/a","owners":"id-mapped"}"#,
        ])
    func damaged(text: String) throws {
        #expect(VolumePlan(json: try JSONValue(parsing: text)) == nil)
    }
}
