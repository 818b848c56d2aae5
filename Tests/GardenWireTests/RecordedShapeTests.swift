import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@Suite("Shapes of recorded bodies")
struct RecordedShapeTests {
    /// Which side's first message of a scenario has which shape.
    struct Recorded: Sendable, CustomTestStringConvertible {
        let scenario: String
        let side: any KeyPath<Transcript.Connection, [UInt8]> & Sendable
        let reencode: @Sendable ([UInt8]) throws -> [UInt8]

        var testDescription: String { scenario }

        static func request<T: WireShape & SendableMetatype>(_ scenario: String, _: T.Type) -> Recorded {
            Recorded(scenario: scenario, side: \.clientToServer) { try T(body: $0).body }
        }

        static func response<T: WireShape & SendableMetatype>(_ scenario: String, _: T.Type) -> Recorded {
            Recorded(scenario: scenario, side: \.serverToClient) { try T(body: $0).body }
        }
    }

    static let all: [Recorded] = [
        .request("create-full-spec", ContainerSpec.self),
        .request("create-empty-spec", ContainerSpec.self),
        .request("create-escapes", ContainerSpec.self),
        .request("run-full-spec", ProcessSpec.self),
        .request("run-empty-spec", ProcessSpec.self),
        .request("run-limits-empty-override", ProcessSpec.self),
        .request("run-tty", ProcessSpec.self),
        .request("property-set", PropertyValue.self),
        .response("create-full-spec", CreateResponse.self),
        .response("list", ListResponse.self),
        .response("list-empty", ListResponse.self),
        .response("ping", EmptyResponse.self),
        .response("capacity", Capacity.self),
        .response("capacity-zero", Capacity.self),
        .response("info", ContainerInfo.self),
        .response("properties", PropertyMap.self),
        .response("property-get", PropertyValue.self),
        .response("error-container-not-found", WireErrorBody.self),
        .response("error-process-not-found", WireErrorBody.self),
        .response("error-untyped", WireErrorBody.self),
    ]

    @Test("are read and written back byte for byte", arguments: all)
    func isReadAndWrittenBack(_ recorded: Recorded) throws {
        let transcript = try Transcript(named: recorded.scenario)
        let connection = try #require(transcript.connections.first)
        let body = try #require(RecordedMessage(parsing: connection[keyPath: recorded.side])).body

        let written = try recorded.reencode(body)

        #expect(String(decoding: written, as: UTF8.self) == String(decoding: body, as: UTF8.self))
    }

    @Test("read an answer full of nulls as nothing known")
    func readsZeroInfo() throws {
        let connection = try #require(try Transcript(named: "info-zero").connections.first)
        let body = try #require(RecordedMessage(parsing: connection.serverToClient)).body

        let info = try ContainerInfo(body: body)

        #expect(info == ContainerInfo.none)
        #expect(info.body == body)
    }

    @Test("read what the original's encoder escapes")
    func readsEscapes() throws {
        let connection = try #require(try Transcript(named: "create-escapes").connections.first)

        let spec = try ContainerSpec(body: #require(RecordedMessage(parsing: connection.clientToServer)).body)

        #expect(
            spec.properties == [
                "ctl": "\u{01}\u{08}\u{0C}\n\r\t\u{7F}", "html": "<a&b>", "quote": "\"\\/", "u2028": "\u{2028}",
                "uni": "é😀",
            ])
    }
}
