import Garden
import GuardianTestSupport
import JSON
import Testing

@testable import GardenWire

@Suite("Wire shapes, fed with anything", .timeLimit(.minutes(FuzzRun().minutes)))
struct WireFuzzTests {
    private let run = FuzzRun()

    /// Everything that is read from the wire.
    private static let shapes: [any (WireShape & Hashable & Sendable).Type] = [
        ContainerSpec.self, ImageReference.self, BindMount.self, Limits.self, BandwidthLimits.self, CPULimits.self,
        DiskLimits.self, MemoryLimits.self, PIDLimits.self, NetOutRule.self, NetOutRules.self,
        NetOutRule.AddressRange.self, NetOutRule.PortRange.self, NetOutRule.ICMPControl.self, PortForwarding.self,
        NetInRequest.self, NetInResponse.self, StopRequest.self, GraceTimeRequest.self, ProcessSpec.self,
        ProcessLimits.self, TerminalSpec.self, WindowSize.self, ResourceLimits.self, ProcessPayload.self,
        PropertyMap.self, PropertyValue.self, CreateResponse.self, ListResponse.self, EmptyResponse.self,
        ContainerInfo.self, Capacity.self, Metrics.self, BulkResponse<ContainerInfo>.self, BulkResponse<Metrics>.self,
        WireErrorBody.self,
    ]

    @Test("say what they do not understand, and read what they write as the same")
    func shapes() throws {
        let recorded = try Transcript.names().flatMap { try Transcript(named: $0).connections }
            .flatMap { [$0.clientToServer, $0.serverToClient] }
            .compactMap { RecordedMessage(parsing: $0)?.body }.filter { !$0.isEmpty && $0.count < 20_000 }

        for number in run.cases {
            var random = run.random(number)
            let body = random.oneIn(2) ? random.json() : random.damage(random.pick(recorded), with: recorded)
            guard let value = try? JSONValue(parsing: body) else { continue }
            expectRoundTrip(value, number)
            for shape in Self.shapes { expectRoundTrip(value, as: shape, number) }
        }
    }

    private func expectRoundTrip(_ value: JSONValue, _ number: Int) {
        #expect((try? JSONValue(parsing: value.encoded())) == value, "\(run.repetition(number))")
    }

    private func expectRoundTrip<Shape: WireShape & Hashable & Sendable>(
        _ value: JSONValue, as _: Shape.Type, _ number: Int
    ) {
        let shape: Shape
        do {
            shape = try Shape(wire: value)
        } catch {
            return #expect(!error.description.isEmpty, "\(run.repetition(number))")
        }
        #expect((try? Shape(body: shape.body)) == shape, "\(run.repetition(number)): \(value)")
    }

    @Test("cut a stream into the same values wherever its packets end")
    func splitting() {
        for number in run.cases {
            var random = run.random(number)
            let bytes = random.payloads() + (random.oneIn(3) ? random.json() : [])
            let limit = random.oneIn(4) ? random.below(200) : PayloadSplitter.standardLimit
            let whole = pieces(of: [bytes], limit: limit)

            let split = pieces(of: random.packets(bytes), limit: limit)

            #expect(split == whole, "\(run.repetition(number))")
        }
    }

    private func pieces(of packets: [[UInt8]], limit: Int) -> [PayloadSplitter.Piece] {
        var splitter = PayloadSplitter(limit: limit)
        var pieces: [PayloadSplitter.Piece] = []
        for packet in packets {
            splitter.append(packet)
            while let piece = splitter.nextPiece() {
                pieces.append(piece)
                if piece == .unreadable { return pieces }
            }
        }
        return pieces
    }

    @Test("find a call or none for any path, and the same call for the path they make of it")
    func targets() throws {
        let recorded = try Transcript.names().flatMap { try Transcript(named: $0).connections }
            .compactMap { RecordedMessage(parsing: $0.clientToServer)?.target }.filter { $0.utf8.count < 1000 }

        for number in run.cases {
            var random = run.random(number)
            let target = RequestTarget(
                parsing: String(decoding: random.damage(Array(random.pick(recorded).utf8)), as: UTF8.self))

            #expect(Query(parsing: target.query.encoded) == target.query, "\(run.repetition(number))")
            let method = random.pick(["GET", "PUT", "POST", "DELETE", "x"])
            guard case .matched(let route, let parameters) = Route.match(method: method, path: target.path) else {
                continue
            }
            #expect(
                Route.match(method: method, path: route.path(parameters)) == .matched(route, parameters),
                "\(run.repetition(number))")
        }
    }

    @Test("escape any text so that it comes back the same")
    func escapes() {
        for number in run.cases {
            var random = run.random(number)
            let text = String(decoding: random.randomBytes(random.size(upTo: 300)), as: UTF8.self)

            let (path, field) = (PercentEncoding.encode(text), PercentEncoding.encode(text, plus: .space))

            #expect(PercentEncoding.decode(path[...]) == text, "\(run.repetition(number))")
            #expect(PercentEncoding.decodeField(field[...]) == text, "\(run.repetition(number))")
        }
    }
}
