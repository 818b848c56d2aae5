import Garden
import GardenWire
import Linux
import SystemPackage
import Testing
import Volumizer

@Suite("The volumizer's errors")
struct VolumizerErrorTests {
    private static let path: FilePath = "/srv/image.tgz"

    @Test(
        "reach clients in the same words; an image that cannot be used is their own mistake",
        arguments: [
            (.noImage, 400, "no default root file system"),
            (.unsupportedImage(uri: "docker:///x", reason: "why"), 400, "image docker:///x: why; supported are"),
            (.imageMissing(path), 400, "image /srv/image.tgz does not exist"),
            (.imageNotFolder(path), 400, "image /srv/image.tgz is no folder"),
            (.imageSpecial(path), 400, "image /srv/image.tgz is neither a folder nor a file"),
            (.imageUnreadable(path, reason: "why"), 400, "image /srv/image.tgz cannot be read: why"),
            (.imageUnusable(path, reason: "why"), 400, "image /srv/image.tgz cannot be unpacked: why"),
            (.imageEmpty(path), 400, "image /srv/image.tgz is empty"),
            (.unpackingFailed(path, reason: "why"), 500, "unpacking image /srv/image.tgz failed: why"),
            (.impassable(folder: "/srv", on: path, owner: .root), 500, "chmod o+x /srv"),
            (.sweepFailed(reasons: ["a", "b"]), 500, "a; b"),
        ] as [(VolumizerError, Int, String)])
    func reported(_ error: VolumizerError, status: Int, text: String) {
        let reported = GardenError(reporting: error)

        #expect(reported.status == status)
        #expect(reported.description.contains(text))
        #expect(reported.description == error.description)
    }
}
