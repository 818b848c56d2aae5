import Garden
import NIOCore

extension Connection {
    // MARK: into a container

    /// Lets the backend read the body of a request while it arrives.
    func beginBody(of head: RequestHead) {
        guard let connection = byteConnection else { return }
        phase.headEnds(handsOnBody: true)
        awaitsGoOn = head.awaitsGoOn
        let body = RequestBody(limit: services.configuration.archiveBuffer, connection)
        self.body = body
        answer(Request(head, archive: body))
    }

    /// The backend reads the body, which the client may have waited for.
    func bodyIsWanted() {
        guard phase.stage == .streaming, awaitsGoOn else { return }
        awaitsGoOn = false
        write(ResponseEncoder.goOn)
    }

    /// What the client sends cannot be told apart any more, or is not wanted: the next answer is the last.
    func giveUpInput() {
        phase.refuses()
        style.keepsAlive = false
        leavesInput = true
        body = nil
    }

    // MARK: out of a container

    /// Sends an archive as the answer.
    func beginArchive(_ archive: OutgoingArchive) {
        guard let connection = byteConnection else { return undelivered { await archive.abandon() } }
        if phase.isStopping { style.keepsAlive = false }
        let (head, isChunked) = (services.encoder.encodeArchive(style), !style.isVersion0)
        endsBody = !isChunked
        let load = services.load
        load.begins()
        sending = Task {
            let ending = await archive.send(to: connection, behind: head, isChunked: isChunked)
            await archive.source.close()
            connection.archiveEnded(ending)
            load.ends()
        }
    }

    /// The archive's source is closed.
    func archiveEnded(_ ending: OutgoingArchive.Ending) {
        sending = nil
        if ending == .brokenOff { return abort() }
        endsBody = false
        if case .failed(let error) = ending { return respond(Response(error)) }
        answered(keepsAlive: style.keepsAlive && !style.isVersion0)
    }

    /// The connection for tasks; nil when it is closed.
    var byteConnection: ByteConnection? {
        guard let context, phase.stage != .closed else { return nil }
        return ByteConnection(
            channel: context.channel, handler: NIOLoopBound(self, eventLoop: context.eventLoop))
    }
}
