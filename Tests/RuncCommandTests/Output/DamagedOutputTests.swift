import GuardianTestSupport
import JSON
import RuncCommand
import Testing

@Suite("Damaged output of a runtime")
struct DamagedOutputTests {
    /// One parser, with something that it understands.
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let output: [UInt8]
        let parse: @Sendable ([UInt8]) throws -> Void

        init(_ name: String, _ output: String, _ parse: @escaping @Sendable ([UInt8]) throws -> Void) {
            (testDescription, self.output, self.parse) = (name, Array(output.utf8), parse)
        }
    }

    static let samples = [
        Sample("runc's version", RecordedOutput.runcVersion) { _ = try RuntimeVersion(parsing: $0) },
        Sample("crun's version", RecordedOutput.crunVersion) { _ = try RuntimeVersion(parsing: $0) },
        Sample("state", RecordedOutput.runcState) { _ = try StateOutput.parse($0) },
        Sample("runc's list", RecordedOutput.runcList) { _ = try ListOutput.containers($0) },
        Sample("crun's list", RecordedOutput.crunList) { _ = try ListOutput.containers($0) },
        Sample("runc's processes", RecordedOutput.runcProcesses) { _ = try ListOutput.processes($0) },
        Sample("crun's processes", RecordedOutput.crunProcesses) { _ = try ListOutput.processes($0) },
        Sample("runc's table", RecordedOutput.runcTable) { _ = try ProcessTable(parsing: $0) },
        Sample("crun's table", RecordedOutput.crunTable) { _ = try ProcessTable(parsing: $0) },
        Sample("a text log", RecordedOutput.runcTextLog) { _ = RuncLog.entries(in: $0) },
        Sample("a JSON log", RecordedOutput.runcJSONLog) { _ = RuncLog.entries(in: $0) },
        Sample("statistics of version 1", RecordedEvents.versionOne) {
            _ = try RuntimeEvent(json: JSONValue(parsing: $0))
        },
        Sample("statistics of version 2", RecordedEvents.versionTwo) {
            _ = try RuntimeEvent(json: JSONValue(parsing: $0))
        },
    ]

    private func succeeds(_ sample: Sample, _ output: [UInt8]) -> Bool {
        do {
            try sample.parse(output)
            return true
        } catch {
            return false
        }
    }

    @Test("is understood or refused, wherever it was cut off", arguments: samples)
    func prefixes(sample: Sample) throws {
        let understood = (0...sample.output.count).filter { succeeds(sample, Array(sample.output.prefix($0))) }

        #expect(understood.last == sample.output.count)
    }

    @Test("is understood or refused, whichever byte is another", arguments: samples)
    func bytes(sample: Sample) throws {
        var random = SplitMix64(seed: 5)
        var understood = 0
        for index in sample.output.indices {
            for _ in 0..<3 {
                var output = sample.output
                output[index] ^= UInt8(1 + random.below(255))
                understood += succeeds(sample, output) ? 1 : 0
            }
        }

        // Some places do not matter, such as the letters of a name.
        #expect(understood > 0)
    }
}
