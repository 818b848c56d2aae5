import GuardianTestSupport
import JSON
import Libcontainer
import Linux
import OCI
import Testing

@Suite("Damaged documents")
struct DamagedDocumentsTests {
    /// Texts and numbers that rules stumble over.
    private static let odd: [JSONValue] = [
        .null, true, 0, -1, 1, .integer(UInt64.max), .integer(Int64.min), .integer(Int64.max), .integer(UInt32.max),
        "", "/", "..", "a\u{0}b", "-", "0-1023", "1023-0", "=", "é", "0-18446744073709551615", [], [:], [[]], [nil],
        .string(String(repeating: "/..", count: 500)), .string(String(repeating: ",", count: 500)),
    ]

    /// `json` with one place changed.
    private func damage(_ json: JSONValue, _ random: inout SplitMix64) -> JSONValue {
        switch json {
        case .object(let object) where !object.isEmpty && !random.oneIn(8):
            var object = object
            let key = object.members[random.below(object.count)].key
            object[key] = random.oneIn(12) ? nil : damage(object[key] ?? .null, &random)
            return .object(object)
        case .array(var elements) where !elements.isEmpty && !random.oneIn(8):
            let index = random.below(elements.count)
            if random.oneIn(6) {
                elements.append(elements[index])
            } else {
                elements[index] = damage(elements[index], &random)
            }
            return .array(elements)
        default: return random.pick(Self.odd)
        }
    }

    /// Everything that is done with a document; what it refuses is fine.
    private func use(_ json: JSONValue) throws -> Bool {
        do {
            let spec = try RuntimeSpec(json: json)
            _ = spec.json.encoded()
            _ = try? ProcessConfiguration(spec.hasProcess ? spec.process : nil)
            let configuration = try Configuration(spec, options: Samples.options())
            _ = try? configuration.validate(on: FakeHost())
            _ = configuration.warnings
            let state = ContainerState(
                id: try ContainerID("a"), created: Timestamp(nanoseconds: 0), configuration: configuration)
            let read = try ContainerState(json: state.json)
            #expect(read.json == state.json)
            return true
        } catch is OCIError {
            return false
        } catch is LibcontainerError {
            return false
        }
    }

    @Test("are refused or taken, but never fatal")
    func documents() throws {
        let document = try JSONValue(parsing: Samples.fullText)
        var (taken, refused) = (0, 0)
        for number in 0..<1000 {
            var random = SplitMix64(seed: 0x6F63_6900 + UInt64(number))
            var damaged = document
            for _ in 0...random.below(3) { damaged = damage(damaged, &random) }
            if try use(damaged) { taken += 1 } else { refused += 1 }
        }

        #expect(taken > 100)
        #expect(refused > 100)
    }

    @Test("of states are refused or taken, but never fatal")
    func states() throws {
        let document = try JSONValue(parsing: RuncState.text)
        var taken = 0
        for number in 0..<700 {
            var random = SplitMix64(seed: 0x7374_6174 + UInt64(number))
            var damaged = document
            for _ in 0...random.below(3) { damaged = damage(damaged, &random) }
            guard let state = try? ContainerState(json: damaged) else { continue }
            taken += 1
            #expect(try ContainerState(json: state.json).json == state.json)
            _ = ContainerReport(state, .running).text
            _ = try? state.configuration.validate(on: FakeHost())
        }

        #expect(taken > 100)
    }

    @Test("are never fatal as bytes")
    func bytes() throws {
        let document = Array(Samples.fullText.utf8)
        for number in 0..<300 {
            var random = SplitMix64(seed: 0x6279_7465 + UInt64(number))
            guard let json = try? JSONValue(parsing: random.damage(document)) else { continue }
            _ = try use(json)
            _ = try? ContainerState(json: json)
        }
    }
}
