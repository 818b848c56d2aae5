import Garden
import GardenWire
import Logging

/// One Run: carries bytes and commands between a process and its clients until the process ends or the client goes.
///
/// The process lives on when the session is over. There are thousands of sessions that do nothing for days, so a session
/// has a task only for each thing it waits for, and others while there is something to do. What the waiting tasks keep
/// in their frames is kept for each session: they call other functions for all that is not waiting.
final class ProcessSession: Sendable {
    private let process: any Process
    private let hold: GraceHold
    private let streams: ProcessStreams
    private let connection: ByteConnection
    private let services: ConnectionServices
    private let state: Monitor<SessionState>
    private let tasks = SessionTasks()

    init(
        _ held: HeldProcess, _ streams: ProcessStreams, _ connection: ByteConnection, _ services: ConnectionServices
    ) {
        (process, hold) = (held.process, held.hold)
        self.streams = streams
        self.connection = connection
        self.services = services
        state = Monitor(SessionState(inputLimit: services.configuration.streams.bufferedInput))
    }

    /// Begins.
    func start() {
        tasks.run { await self.forward(.stdout) }
        tasks.run { await self.forward(.stderr) }
        tasks.run { await self.awaitExit() }
    }

    // MARK: the client's side

    /// Whether the client is not to be read on.
    var commandsAreFull: Bool { state.read(\.commands.isFull) }

    /// Takes a command.
    func append(_ command: ProcessCommand) {
        let (inputBegins, controlBegins) = state.change { state in
            state.commands.append(command)
            return (state.commands.inputBegins(), state.commands.controlBegins())
        }
        if inputBegins { tasks.run { await self.feed() } }
        if controlBegins { tasks.run { await self.control() } }
    }

    /// Ends the session. Only the first ending counts.
    func end(_ ending: SessionState.Ending) {
        guard state.change({ $0.end(ending) }) else { return }
        Task { await finish(ending) }
    }

    /// The server stops.
    func serverStops() {
        state.change { $0.stops() }
        end(.detached(.serverStops))
    }

    // MARK: the process's side

    private func awaitExit() async {
        do {
            exited(try await process.wait())
        } catch {
            waitFailed(error)
        }
    }

    private func exited(_ status: Int32) {
        log.info("process.exited", metadata: ["status": "\(status)"])
        end(.exited(status: status))
    }

    private func waitFailed(_ error: any Error) {
        guard !Task.isCancelled else { return }
        log.error("process.wait.failed", metadata: ["error": "\(error)"])
        end(.failed(GardenError(reporting: error).description))
    }

    /// Reads an output to its end.
    private func forward(_ output: SessionState.Output) async {
        let (source, stream) = (source(output), stream(output))
        do {
            while true {
                if !stream.hasRoom, await !stream.waitForRoom() { break }
                let bytes = try await source.read()
                if bytes.isEmpty || Task.isCancelled { break }
                stream.append(bytes)
            }
        } catch {
            readFailed(error)
        }
        if state.change({ $0.reads(output) }) { stream.end() }
    }

    private func readFailed(_ error: any Error) {
        if !Task.isCancelled { log.error("process.output.failed", metadata: ["error": "\(error)"]) }
    }

    private func source(_ output: SessionState.Output) -> any ProcessOutput {
        output == .stdout ? process.standardOutput : process.standardError
    }

    private func stream(_ output: SessionState.Output) -> OutputStream {
        output == .stdout ? streams.stdout : streams.stderr
    }

    // MARK: the end

    private func finish(_ ending: SessionState.Ending) async {
        switch ending {
        case .exited(let status):
            await tell { $0.exitStatus = Int(status) }
            hold.release()
            _ = await state.wait { $0.outputIsOver ? true : nil }
            endStreams()
        case .failed(let message):
            await tell { $0.error = message }
            endStreams()
        case .detached(let reason):
            await detach(reason)
        }
        await process.detach()
        hold.release()
        services.streams.retire(streams)
        logDropped(.stdout)
        logDropped(.stderr)
        services.load.ends(self)
        tasks.cancel()
    }

    /// Tells the client how the process ended, and closes its connection.
    private func tell(_ fill: (inout ProcessPayload) -> Void) async {
        var payload = ProcessPayload()
        payload.processID = process.id.value
        fill(&payload)
        do {
            try await connection.send(payload.body)
        } catch {
            log.debug("process.ending.undelivered", metadata: ["error": "\(error)"])
        }
        await close()
    }

    /// Closes the client's connections without a payload, which tells it to come back; what it sent still counts.
    private func detach(_ reason: SessionState.Reason) async {
        log.info("process.detached", metadata: ["reason": "\(reason.rawValue)"])
        await close()
        endStreams()
        hold.release()
        state.change { $0.commands.close() }
        guard reason != .serverStops else { return }
        // The output is read on and dropped meanwhile: a process that cannot write might not read either. One that does
        // not read at all must not keep what a client has left for it.
        let alarm = services.scheduler.schedule(after: services.configuration.streams.inputGrace) { [state] in
            state.change { $0.commands.abandon() }
        }
        _ = await state.wait { $0.commandsAreOver ? true : nil }
        alarm.cancel()
    }

    /// Closes the client's connection; behind it the outputs end that were read to their ends.
    private func close() async {
        await connection.close()
        for output in state.change({ $0.tellsEnding() }) { stream(output).end() }
    }

    /// The output connections get what is there, and the end.
    private func endStreams() {
        streams.stdout.end()
        streams.stderr.end()
    }

    private func logDropped(_ output: SessionState.Output) {
        let bytes = stream(output).droppedBytes
        guard bytes > 0 else { return }
        log.warning("process.output.dropped", metadata: ["output": "\(output)", "bytes": "\(bytes)"])
    }

    // MARK: what the client asked for

    private func feed() async {
        while !Task.isCancelled, let input = state.change({ $0.commands.nextInput() }) {
            do {
                switch input {
                case .bytes(let bytes): try await process.writeStandardInput(bytes)
                case .end: await process.closeStandardInput()
                }
            } catch {
                log.warning("process.input.failed", metadata: ["error": "\(error)"])
            }
            if state.change({ $0.commands.inputDone() }) { connection.resumeReading() }
        }
    }

    private func control() async {
        while !Task.isCancelled, let control = state.change({ $0.commands.nextControl() }) {
            do {
                switch control {
                case .signal(let signal): try await process.signal(signal)
                case .resize(let size): try await process.resize(to: size)
                }
            } catch {
                log.warning("process.control.failed", metadata: ["error": "\(error)"])
            }
            if state.change({ $0.commands.controlDone() }) { connection.resumeReading() }
        }
    }

    /// Made for each line, because it would be kept for each session.
    private var log: Logger {
        var log = services.log
        log[metadataKey: "process"] = "\(process.id)"
        log[metadataKey: "stream"] = "\(streams.id)"
        return log
    }
}
