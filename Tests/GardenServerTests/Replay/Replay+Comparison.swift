import GuardianTestSupport
import JSON

@testable import GardenServer

extension Replay {
    /// Holds everything that was recorded against what our server did.
    mutating func compare() {
        for connection in connections.values.sorted(by: { $0.id < $1.id }) where !connection.isRefused {
            compare(connection)
        }
        for stream in order.violations.entries {
            outcome.differences.append(.closing("stream \(stream): its output ended before the process's end was told"))
        }
        compareCalls()
        compareDestroyTimes()
    }

    private mutating func compare(_ connection: ReplayedConnection) {
        let recorded = connection.isGone ? connection.heardSoFar : connection.recorded
        let ours = connection.oursAtTheEnd ?? connection.ours
        outcome.answers += recorded.responses.count
        for index in 0..<max(recorded.responses.count, ours.responses.count) {
            let left = recorded.responses.indices.contains(index) ? recorded.responses[index] : nil
            let right = ours.responses.indices.contains(index) ? ours.responses[index] : nil
            if let left, let right, left.isAnswered(by: right) { continue }
            outcome.differences.append(.answer(connection: connection.id, left, ours: right))
        }
        if recorded.goOns != ours.goOns {
            outcome.differences.append(.goOns(connection: connection.id, recorded.goOns, ours: ours.goOns))
        }
        if !connection.isGone, recorded.remainder != ours.remainder {
            outcome.differences.append(
                .output(connection: connection.id, recorded.remainder, ours: ours.remainder))
        }
        compareStreams(connection, recorded, ours)
    }

    private mutating func compareStreams(_ connection: ReplayedConnection, _ recorded: ServerSide, _ ours: ServerSide) {
        if connection.isProcess, recorded.payloads != ours.payloads {
            outcome.differences.append(
                .payloads(connection: connection.id, recorded.payloads, ours: ours.payloads))
        }
        guard connection.isOutput else { return }
        let rivals = rivals(of: connection.id).sorted { $0.id < $1.id }
        var (left, right) = (recorded.stream, ours.stream)
        if rivals.count > 1 {
            // Which of them gets a piece is chance; together they get all, each piece once.
            left = rivals.flatMap(\.recorded.stream).sorted()
            right = rivals.flatMap(\.ours.stream).sorted()
        }
        if left != right { outcome.differences.append(.output(connection: connection.id, left, ours: right)) }
    }

    private mutating func compareCalls() {
        var ours = fixture.backend.calls(of: processes.values.map(\.fake), withoutLists: earlierLists)
        if archive?.events.entries.contains(.closed) == true { ours.append(BackendCall(.streamOutClosed, true)) }
        for kind in recordedCalls.kinds.sorted(by: { $0.rawValue < $1.rawValue }) {
            let left = recordedCalls.calls.filter { $0.kind == kind }
            let right = ours.filter { $0.kind == kind }
            let (missing, added) = (Self.subtract(right, from: left), Self.subtract(left, from: right))
            if missing.isEmpty, added.isEmpty { continue }
            outcome.differences.append(.calls(kind, missing: missing, added: added))
        }
    }

    private static func subtract(_ other: [BackendCall], from calls: [BackendCall]) -> [BackendCall] {
        var rest = calls
        for call in other {
            if let index = rest.firstIndex(of: call) { rest.remove(at: index) }
        }
        return rest
    }

    /// Other scenarios are not about the time.
    private mutating func compareDestroyTimes() {
        guard transcript.name.hasPrefix("grace-") else { return }
        let (recorded, ours) = (recordedCalls.destroyTimes, destroyTimes.entries)
        let isSame =
            recorded.count == ours.count
            && zip(recorded, ours).allSatisfy { pair in
                let later = pair.0 - pair.1
                return later < .milliseconds(20) && later > .milliseconds(-20)
            }
        if !isSame { outcome.differences.append(.destroyTimes(recorded, ours: ours)) }
    }
}
