import Garden
import GardenWire
import GuardianTestSupport
import JSON

/// How a backend answers one call, as the recorded one did.
struct RecordedAnswer: Sendable {
    let response: RecordedResponse
    /// Kept closed until the recorded server answered.
    let gate: AnswerGate
    /// The process that a Run or Attach leads to.
    var process: FakeProcess?
    /// What a StreamOut reads.
    var archive: FakeByteSource?

    private var json: JSONValue { response.json ?? .null }

    /// What the backend failed with.
    var failure: GardenError? {
        response.isSuccess ? nil : (try? WireErrorBody(wire: json))?.error ?? .failed("never heard of it")
    }

    /// From now on `stub` answers with this.
    func script<Input, Output: Sendable>(
        _ stub: Stub<Input, Output>, _ value: (JSONValue) throws -> Output
    ) throws {
        let result: Result<Output, any Error> =
            if let failure { .failure(failure) } else { .success(try value(json)) }
        stub.answer { [gate] _ in
            await gate.pass()
            return try result.get()
        }
    }

    /// From now on `stub` answers with this, if only by succeeding.
    func script<Input>(_ stub: Stub<Input, Void>) throws { try script(stub) { _ in } }
}

extension FakeBackend {
    /// From now on answers a call as the recorded backend did.
    func answer(_ route: Route, with answer: RecordedAnswer) throws {
        found.answer { [container] _ in container }
        if case .containerNotFound = answer.failure, route != .destroy {
            return try answer.script(found) { _ in container }
        }
        switch route {
        case .ping: try answer.script(pinged)
        case .capacity: try answer.script(measured) { try Capacity(wire: $0) }
        case .list:
            try answer.script(listed) { try ListResponse(wire: $0).handles.map { try Handle($0) } }
        case .create: try answer.script(created) { try Handle(try CreateResponse(wire: $0).handle) }
        case .destroy: try answer.script(destroyed)
        case .bulkInfo: try answer.script(informedInBulk) { try BulkResponse(wire: $0).byHandle }
        case .bulkMetrics: try answer.script(measuredInBulk) { try BulkResponse(wire: $0).byHandle }
        case .stdout, .stderr: break
        default: try container.answer(route, with: answer)
        }
    }
}

extension FakeContainer {
    fileprivate func answer(_ route: Route, with answer: RecordedAnswer) throws {
        switch route {
        case .info: try answer.script(informed) { try ContainerInfo(wire: $0) }
        case .metrics: try answer.script(measured) { try Metrics(wire: $0) }
        case .stop: try answer.script(stopped)
        case .setGraceTime: try answer.script(graceTimeSet)
        case .bandwidthLimits: try answer.script(bandwidthLimitsRead) { try BandwidthLimits(wire: $0) }
        case .cpuLimits: try answer.script(cpuLimitsRead) { try CPULimits(wire: $0) }
        case .diskLimits: try answer.script(diskLimitsRead) { try DiskLimits(wire: $0) }
        case .memoryLimits: try answer.script(memoryLimitsRead) { try MemoryLimits(wire: $0) }
        case .netIn: try answer.script(portForwarded) { try NetInResponse(wire: $0).forwarding }
        case .netOut, .bulkNetOut: try answer.script(destinationsOpened)
        case .properties: try answer.script(propertiesRead) { try PropertyMap(wire: $0).properties }
        case .property: try answer.script(propertyRead) { try PropertyValue(wire: $0).value }
        case .setProperty: try answer.script(propertySet)
        case .removeProperty: try answer.script(propertyRemoved)
        case .run: try answer.script(ran) { _ in try answer.startedProcess }
        case .attach: try answer.script(attached) { _ in try answer.startedProcess }
        case .streamIn: try answer.script(streamedIn)
        case .streamOut: try answer.script(streamedOut) { _ in answer.archive ?? FakeByteSource([]) }
        default: break
        }
    }
}

extension RecordedAnswer {
    fileprivate var startedProcess: any Process {
        get throws {
            guard let process else { throw GardenError.failed("the recording has no process") }
            return process
        }
    }
}

extension BulkResponse {
    /// The entries of containers that can exist.
    fileprivate var byHandle: [Handle: Result<Item, GardenError>] {
        get throws {
            var result: [Handle: Result<Item, GardenError>] = [:]
            for (name, entry) in entries { result[try Handle(name)] = entry }
            return result
        }
    }
}
