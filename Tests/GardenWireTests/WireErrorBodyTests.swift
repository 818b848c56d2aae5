import Garden
import GardenWire
import JSON
import Testing

@Suite("Errors on the wire")
struct WireErrorBodyTests {
    static let typed: [(GardenError, Int, String)] = [
        (
            .containerNotFound(handle: "h"), 404,
            #"{"Type":"ContainerNotFoundError","Message":"unknown handle: h","Handle":"h","ProcessID":"","Binary":""}"#
        ),
        (
            .processNotFound(id: "p"), 404,
            #"{"Type":"ProcessNotFoundError","Message":"unknown process: p","Handle":"","ProcessID":"p","Binary":""}"#
        ),
        (
            .executableNotFound(message: "no such file"), 500,
            #"{"Type":"ExecutableNotFoundError","Message":"no such file","Handle":"","ProcessID":"","Binary":""}"#
        ),
        (
            .serviceUnavailable(cause: "busy"), 503,
            #"{"Type":"ServiceUnavailableError","Message":"busy","Handle":"","ProcessID":"","Binary":""}"#
        ),
        (
            .unrecoverable(symptom: "broken"), 500,
            #"{"Type":"UnrecoverableError","Message":"broken","Handle":"","ProcessID":"","Binary":""}"#
        ),
        (.failed("oh no!"), 500, #"{"Type":"","Message":"oh no!","Handle":"","ProcessID":"","Binary":""}"#),
    ]

    @Test("have five members, a type and a status, and come back as they were", arguments: typed)
    func goesBothWays(_ error: GardenError, status: Int, text: String) throws {
        #expect(error.status == status)
        #expect(WireErrorBody(error).wire.description == text)
        #expect(try WireErrorBody(body: Array(text.utf8)).error == error)
    }

    @Test(
        "of other kinds keep their message only",
        arguments: [
            (.invalidName(kind: .handle, value: "..", reason: "no"), 400, "invalid handle '..': no"),
            (.invalidRequest("bad"), 400, "bad"),
            (.conflict("Handle 'x' already in use"), 409, "Handle 'x' already in use"),
            (.notImplemented("later"), 501, "later"),
        ] as [(GardenError, Int, String)])
    func losesKind(_ error: GardenError, status: Int, message: String) throws {
        let body = WireErrorBody(error)

        #expect(error.status == status)
        #expect(body.type == "")
        #expect(body.error == .failed(message))
    }

    @Test("are told by their type in any letter case of the names, an unknown one being a plain failure")
    func readsLeniently() throws {
        let known = #"{"type":"ServiceUnavailableError","MESSAGE":"m","extra":1}"#
        let unknown = #"{"Type":"QuotaError","Message":"over quota"}"#

        #expect(try WireErrorBody(body: Array(known.utf8)).error == .serviceUnavailable(cause: "m"))
        #expect(try WireErrorBody(body: Array(unknown.utf8)).error == .failed("over quota"))
    }

    @Test("blame the client for what cannot be understood")
    func reports() {
        struct Strange: Error, CustomStringConvertible { let description = "strange" }
        let malformed = WireError.wrongType(field: "handle", expected: "a string", value: "5")

        #expect(GardenError(reporting: malformed) == .invalidRequest("handle: 5 is not a string"))
        #expect(GardenError(reporting: GardenError.conflict("c")) == .conflict("c"))
        #expect(GardenError(reporting: Strange()) == .failed("strange"))
    }
}
