import Garden
import GardenWire
import Testing

@Suite("Process payload")
struct ProcessPayloadTests {
    @Test(
        "is read and written back byte for byte",
        arguments: [
            #"{"process_id":"p","stream_id":"1"}"#,
            #"{"process_id":"p","source":0,"data":"stdin data"}"#,
            #"{"process_id":"p","source":0,"data":""}"#,
            #"{"process_id":"p","source":0}"#,
            #"{"process_id":"p","exit_status":-1}"#,
            #"{"process_id":"p","error":"lost"}"#,
            #"{"process_id":"p","tty":{"window_size":{"columns":80,"rows":24}}}"#,
            #"{"process_id":"p","tty":{}}"#,
            #"{"process_id":"p","signal":0}"#,
            "{}",
        ])
    func roundTrip(text: String) throws {
        let payload = try ProcessPayload(body: Array(text.utf8))

        #expect(String(decoding: payload.body, as: UTF8.self) == text + "\n")
    }

    @Test("is read leniently")
    func lenient() throws {
        let payload = try ProcessPayload(body: Array(#"{"SOURCE":2,"Data":null,"x":[1],"exit_status":null}"#.utf8))

        #expect(payload.source == 2)
        #expect(payload.data == nil)
        #expect(payload.exitStatus == nil)
    }

    @Test(
        "is refused when a member is of another type",
        arguments: [
            #"{"signal":"KILL"}"#, #"{"source":"0"}"#, #"{"data":1}"#, #"{"tty":1}"#, #"{"exit_status":3.0}"#, "[]",
            "5",
        ])
    func wrongType(text: String) {
        #expect(throws: WireError.self) { try ProcessPayload(body: Array(text.utf8)) }
    }
}
