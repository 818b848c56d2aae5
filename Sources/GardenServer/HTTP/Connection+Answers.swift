import Garden
import GardenWire
import Logging
import NIOCore

extension Connection {
    /// Lets the backend make the answer. It goes on when the client goes away meanwhile.
    func answer(_ request: Request) {
        guard let context else { return }
        let (loop, handler) = (context.eventLoop, NIOLoopBound(self, eventLoop: context.eventLoop))
        let services = services
        services.load.begins()
        Task {
            let answer = await services.calls.answer(request)
            guard !services.load.isAborted else {
                return await answer.abandon()
            }
            loop.execute {
                handler.value.deliver(answer)
                services.load.ends()
            }
        }
    }

    func respond(_ response: Response, ifUndelivered: (@Sendable () async -> Void)? = nil) {
        guard let context, phase.stage == .answering else { return undelivered(ifUndelivered) }
        if phase.isStopping { style.keepsAlive = false }
        let keepsAlive = style.keepsAlive
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        write(services.encoder.encode(response, style)).whenComplete { result in
            switch result {
            case .success: handler.value.answered(keepsAlive: keepsAlive, ifUndelivered: ifUndelivered)
            case .failure: handler.value.undelivered(ifUndelivered)
            }
        }
    }

    /// The kernel has the answer.
    ///
    /// Over TCP a client that has ended its side may have gone, which shows only when its machine resets the connection
    /// because of the answer. So such a connection is kept open for a moment at its end. A client that goes away
    /// later than its answer was written, or whose machine says nothing, has got the answer as far as anyone can tell.
    func answered(keepsAlive: Bool, ifUndelivered: (@Sendable () async -> Void)? = nil) {
        guard phase.stage == .answering else { return }
        if let ifUndelivered, phase.inputHasEnded, !services.halfCloseIsKnown { unconfirmed.append(ifUndelivered) }
        let isUnread = leavesInput || hasInputAhead
        if let idleLimit { setAlarm(after: idleLimit) }
        idleLimit = nil
        follow(phase.answered(keepsAlive: keepsAlive, leavesInput: isUnread))
    }

    /// The client did not get its answer.
    func undelivered(_ action: (@Sendable () async -> Void)?) {
        guard let action else { return }
        let load = services.load
        load.begins()
        Task {
            await action()
            load.ends()
        }
    }

    /// Sends what the backend made of the request.
    private func deliver(_ answer: Answer) {
        // The backend was content with a part of the body, or not content with it at all.
        if phase.stage == .streaming { giveUpInput() }
        switch answer {
        case .archive(let archive): beginArchive(archive)
        case .response(let response, let ifUndelivered): respond(response, ifUndelivered: ifUndelivered)
        case .failedRun(let response):
            idleLimit = services.configuration.failedRunIdleTimeout
            respond(response)
        case .process(let process, let status):
            beginProcess(process, status: status)
        case .output(let stream):
            beginOutput(stream)
        }
    }

    private func beginProcess(_ held: HeldProcess, status: Int) {
        guard phase.stage == .answering, let connection = byteConnection else {
            services.log.info("process.detached", metadata: ["process": "\(held.process.id)", "reason": "client gone"])
            return undelivered { await held.detach() }
        }
        let streams = services.streams.open()
        let session = ProcessSession(held, streams, connection, services)
        var greeting = ProcessPayload()
        greeting.processID = held.process.id.value
        greeting.streamID = streams.id
        let head = services.encoder.encodeHijack(status: status, isJSON: true, style)
        // What the client sent with its request may end the session at once, so it counts before; and it goes to the
        // process before the process can be found to have ended.
        services.load.begins(session)
        hijack(head + greeting.body, for: ProcessConnection(session))
        session.start()
        if phase.isStopping { session.end(.detached(.serverStops)) }
    }

    private func beginOutput(_ stream: OutputStream?) {
        guard phase.stage == .answering, let connection = byteConnection else { return }
        let head = services.encoder.encodeHijack(status: 200, isJSON: false, style)
        let sink = OutputConnection(clientMayListenAfterEnd: services.halfCloseIsKnown)
        hijack(head, for: sink)
        guard let stream else { return endStream() }
        sink.start(stream, connection)
    }
}
