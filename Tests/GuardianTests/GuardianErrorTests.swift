import Garden
import GardenWire
import Guardian
import Testing

@Suite("The gardener's errors")
struct GuardianErrorTests {
    @Test(
        "reach clients in the same words, with the status of their kind",
        arguments: [
            (.handleTaken("x"), 409, "Handle 'x' already in use"),
            (.tooManyContainers(limit: 3), 500, "max containers reached"),
            (.privilegedDisabled, 400, "privileged container creation is disabled"),
            (.twoImages, 400, "Cannot provide both Image.URI and RootFSPath"),
            (.unsupported("this"), 501, "this is not implemented yet"),
            (.unknownProperty("k"), 400, "property does not exist: k"),
            (.destroyFailed(handle: "x", reasons: ["a", "b"]), 500, "destroying x: a; b"),
        ] as [(GuardianError, Int, String)])
    func reported(_ error: GuardianError, status: Int, text: String) {
        let reported = GardenError(reporting: error)

        #expect(reported.status == status)
        #expect(reported.description == text)
        #expect(WireErrorBody(reported).type == "")
    }
}
