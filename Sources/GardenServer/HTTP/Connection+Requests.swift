import Logging
import NIOCore

/// Reading requests.
extension Connection {
    /// Gives the parser what it may have.
    func readRequests() {
        while phase.readsRequest, let context, let piece = gate.nextPiece(of: &received) {
            if phase.headBegins() { awaitHead() }
            context.fireChannelRead(wrapInboundOut(piece))
        }
        if phase.readsRequest { follow(phase.exhausted()) }
    }

    func awaitHead() {
        // A head that turns out not to be HTTP is not answered in the manner of the request before it.
        style = ResponseEncoder.Style()
        clearAlarm()
        let limit = services.configuration.headerTimeout
        if limit > .zero { setAlarm(after: limit) }
    }

    func headEnded(_ head: RequestHead) {
        guard phase.stage == .head else { return }
        clearAlarm()
        gate.headEnds(length: head.bodyLength, isChunked: head.isChunked)
        style = head.style
        if let fault = head.fault { return refuse(fault.response) }
        if head.hasArchive { return head.isUncountable ? refuseBody(head, limit: .max) : beginBody(of: head) }
        phase.headEnds()
        let limit = services.configuration.bodyLimit
        let partial = PartialRequest(head, limit: limit)
        request = partial
        if partial.isTooLong {
            refuseBody(head, limit: limit)
        } else if head.awaitsGoOn {
            write(ResponseEncoder.goOn)
        }
    }

    func bodyReceived(_ bytes: ByteBuffer) {
        if let body { return body.append(bytes.readableBytesView) }
        guard phase.stage == .body else { return }
        request?.append(bytes.readableBytesView)
        if let request, request.isTooLong { refuseBody(request.head, limit: services.configuration.bodyLimit) }
    }

    func requestEnded() {
        guard phase.hasBodyAhead else { return }
        gate.requestEnds()
        phase.requestEnds()
        if let body {
            body.end()
            self.body = nil
        } else if let complete = request?.request {
            request = nil
            answer(complete)
        }
    }

    /// What came is no HTTP, or none that can be served.
    func failed(_ error: any Error) {
        guard phase.readsRequest else { return }
        if let body {
            body.fail(.bodyIsMalformed)
            return giveUpInput()
        }
        refuse(RefusedRequest(error).response)
    }

    private func refuseBody(_ head: RequestHead, limit: Int) {
        request = nil
        refuse(services.calls.refusal(of: head.match, head.line) ?? RefusedRequest.bodyTooLong(limit: limit).response)
    }

    /// Answers a request that cannot be read to its end, and gives the connection up.
    private func refuse(_ response: Response) {
        clearAlarm()
        giveUpInput()
        services.log.info("request.refused", metadata: ["status": "\(response.status)"])
        respond(response)
    }
}
