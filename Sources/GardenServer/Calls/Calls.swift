import Garden
import GardenWire
import Logging

/// What the calls of the API do with the backend.
struct Calls: Sendable {
    let backend: any ServableBackend
    let streams: StreamTable
    let graceTimes: GraceTimes
    let destroys: DestroyGuard
    let defaultGraceTime: Duration
    let log: Logger

    /// Does what `request` asks for. It goes on when the client goes away meanwhile.
    func answer(_ request: Request) async -> Answer {
        guard case .matched(let route, let parameters) = request.match else {
            return .response(refusal(of: request.match, request.line) ?? Response(EmptyResponse()))
        }
        var log = log
        if !parameters.handle.isEmpty { log[metadataKey: "handle"] = "\(parameters.handle.excerpt)" }
        if let trace = request.trace { log[metadataKey: "trace"] = "\(trace.excerpt)" }
        let hold = GraceHold(graceTimes)
        let call = Call(route: route, parameters: parameters, request: request, hold: hold, log: log)
        do {
            let answer = try await perform(call)
            if !answer.isUse { hold.release() }
            return answer
        } catch {
            hold.release()
            let failure = GardenError(reporting: error)
            call.logFailure(failure)
            let isHijack = route == .run || route == .attach
            return isHijack ? .failedRun(Response(failure)) : .response(Response(failure))
        }
    }

    /// The answer to a request that cannot be served whatever is in its body; nil for one that can.
    func refusal(of match: RouteMatch, _ line: String) -> Response? {
        switch match {
        case .matched: return nil
        case .malformedPath:
            return Response(.invalidRequest("the path holds a broken percent escape"))
        case .notFound:
            return Response(.invalidRequest("there is no such call: \(line)"), status: 404)
        case .methodNotAllowed(let allowed):
            var response = Response(.invalidRequest("there is no such call: \(line)"), status: 405)
            response.allowedMethods = allowed
            return response
        }
    }

    private func perform(_ call: Call) async throws -> Answer {
        switch call.route {
        case .ping:
            try await backend.ping()
            return .response(Response(EmptyResponse()))
        case .capacity: return .response(Response(try await backend.capacity()))
        case .list: return .response(try await list(call))
        case .create: return try await create(call)
        case .destroy: return .response(try await destroy(call))
        case .bulkInfo, .bulkMetrics: return .response(try await bulk(call))
        case .info: return .response(Response(try await container(call).info()))
        case .metrics: return .response(Response(try await container(call).metrics()))
        case .stop: return .response(try await stop(call))
        case .setGraceTime: return .response(try await setGraceTime(call))
        case .bandwidthLimits: return .response(Response(try await container(call).bandwidthLimits()))
        case .cpuLimits: return .response(Response(try await container(call).cpuLimits()))
        case .diskLimits: return .response(Response(try await container(call).diskLimits()))
        case .memoryLimits: return .response(Response(try await container(call).memoryLimits()))
        case .netIn, .netOut, .bulkNetOut: return .response(try await openNetwork(call))
        case .properties: return .response(Response(PropertyMap(try await container(call).properties())))
        case .property, .setProperty, .removeProperty: return .response(try await property(call))
        case .run: return .process(try await run(call), status: 201)
        case .attach: return .process(try await attach(call), status: 200)
        case .stdout: return .output(streams.find(call.parameters.stream)?.stdout)
        case .stderr: return .output(streams.find(call.parameters.stream)?.stderr)
        case .streamIn: return .response(try await streamIn(call))
        case .streamOut: return .archive(try await streamOut(call))
        }
    }

    /// The container that a call's path names. Nothing can be called by a name that is refused, so that is not found
    /// either. If the call is a use of the container, that begins here, once the call is known to be well formed.
    func container(_ call: Call) async throws -> any Container {
        let handle = try existing(call.parameters.handle)
        let container = try await backend.container(handle)
        if call.route.isUse { call.hold.begin(handle) }
        return container
    }

    private func existing(_ name: String) throws -> Handle {
        do {
            return try Handle(name)
        } catch {
            throw GardenError.containerNotFound(handle: name)
        }
    }

    // MARK: containers

    private func list(_ call: Call) async throws -> Response {
        let handles = try await backend.containers(matching: call.request.query.filter)
        return Response(ListResponse(handles: handles.map(\.value)))
    }

    private func create(_ call: Call) async throws -> Answer {
        var spec = try ContainerSpec(body: call.request.body)
        let isNamed = !spec.handle.isEmpty
        if isNamed { _ = try Handle(spec.handle) }
        if spec.graceTime == .zero { spec.graceTime = defaultGraceTime }
        let handle = try await backend.create(spec)

        var log = call.log
        log[metadataKey: "handle"] = "\(handle)"
        log.info("container.created", metadata: spec.facts)
        await arm(handle, asked: spec.graceTime, log)
        return .response(Response(CreateResponse(handle: handle.value))) { [log] in
            await self.clientMissed(handle, isNamed: isNamed, log)
        }
    }

    /// Nobody knows the name that the server made, so nobody could ever destroy its container. A name that the client
    /// chose it will ask for again.
    private func clientMissed(_ handle: Handle, isNamed: Bool, _ log: Logger) async {
        guard !isNamed else { return log.info("container.kept", metadata: ["reason": "client gone during create"]) }
        do {
            try await destroy(handle, log)
            log.info("container.destroyed", metadata: ["reason": "client gone during create"])
        } catch {
            log.error("container.destroy.failed", metadata: ["error": "\(error)"])
        }
    }

    private func destroy(_ call: Call) async throws -> Response {
        let handle = try existing(call.parameters.handle)
        try await destroy(handle, call.log)
        call.log.info("container.destroyed")
        return Response(EmptyResponse())
    }

    /// Destroys a container for a client; its countdown goes on if that fails.
    private func destroy(_ handle: Handle, _ log: Logger) async throws {
        try await destroys.destroy(handle) {
            let identity = graceTimes.identity(of: handle)
            try await backend.destroy(handle)
            await disarm(handle, identity, log)
        }
    }

    private func property(_ call: Call) async throws -> Response {
        let key = call.parameters.key
        let value = call.route == .setProperty ? try PropertyValue(body: call.request.body).value : ""
        let container = try await container(call)
        switch call.route {
        case .property: return Response(PropertyValue(try await container.property(key)))
        case .setProperty: try await container.setProperty(key, to: value)
        default: try await container.removeProperty(key)
        }
        return Response(EmptyResponse())
    }

    // MARK: processes

    private func run(_ call: Call) async throws -> HeldProcess {
        let spec = try ProcessSpec(body: call.request.body)
        if !spec.id.isEmpty { _ = try ProcessID(spec.id) }
        let process = try await container(call).run(spec)
        call.log.info("process.started", metadata: spec.facts.merging(["process": "\(process.id)"]) { $1 })
        return HeldProcess(process: process, hold: call.hold)
    }

    private func attach(_ call: Call) async throws -> HeldProcess {
        let container = try await container(call)
        let name = call.parameters.process
        let id: ProcessID
        do {
            id = try ProcessID(name)
        } catch {
            throw GardenError.processNotFound(id: name)
        }
        let process = try await container.attach(id)
        call.log.info("process.attached", metadata: ["process": "\(process.id)"])
        return HeldProcess(process: process, hold: call.hold)
    }
}
