import Garden
import GardenWire
import Logging

/// One Run: carries bytes and commands between a process and its clients until the process ends or the client goes.
///
/// The process lives on when the session is over.
final class ProcessSession: Sendable {
    /// How it ends.
    enum Ending: Sendable, Hashable {
        /// The process ended.
        case exited(status: Int32)
        /// Waiting for the process failed.
        case failed(String)
        /// Client and process part.
        case detached(Reason)
    }

    /// Why client and process part.
    enum Reason: String, Sendable {
        case clientGone = "client gone"
        case unreadableInput = "unreadable input"
        case serverStops = "server stops"
    }

    private let process: HeldProcess
    private let streams: ProcessStreams
    private let connection: ByteConnection
    private let table: StreamTable
    private let log: Logger
    private let commands: Monitor<CommandQueue>
    private let ending = OneShot<Ending>()
    /// The client knows how it ended; only then do the output connections end.
    private let endingIsTold = OneShot<Void>()
    private let stdoutIsRead = OneShot<Void>()
    private let stderrIsRead = OneShot<Void>()

    init(
        _ process: HeldProcess, _ streams: ProcessStreams, _ connection: ByteConnection, _ services: ConnectionServices
    ) {
        self.process = process
        self.streams = streams
        self.connection = connection
        table = services.streams
        commands = Monitor(CommandQueue(limit: services.configuration.streams.bufferedInput))
        var log = services.log
        log[metadataKey: "process"] = "\(process.id)"
        log[metadataKey: "stream"] = "\(streams.id)"
        self.log = log
    }

    // MARK: the client's side

    /// Whether the client is not to be read on.
    var commandsAreFull: Bool { commands.read(\.isFull) }

    /// Takes a command.
    func append(_ command: ProcessCommand) { commands.change { $0.append(command) } }

    /// Ends the session. Only the first ending counts.
    func end(_ ending: Ending) { self.ending.resolve(ending) }

    // MARK: the process's side

    /// Runs until all is done. `settled` is called as soon as nothing depends on the server any more.
    func serve(settled: @escaping @Sendable () -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.forward(self.process.standardOutput, to: self.streams.stdout) }
            group.addTask { await self.forward(self.process.standardError, to: self.streams.stderr) }
            group.addTask { await self.feed() }
            group.addTask { await self.control() }
            group.addTask { await self.awaitExit() }

            switch await ending.value() {
            case .exited(let status):
                await tell { $0.exitStatus = Int(status) }
                _ = await stdoutIsRead.value()
                _ = await stderrIsRead.value()
            case .failed(let message):
                await tell { $0.error = message }
                endStreams()
            case .detached(let reason):
                await detach(reason)
            case nil: break
            }
            await process.detach()
            table.retire(streams)
            logDropped(streams.stdout, "stdout")
            logDropped(streams.stderr, "stderr")
            settled()
            group.cancelAll()
        }
    }

    private func awaitExit() async {
        do {
            let status = try await process.wait()
            log.info("process.exited", metadata: ["status": "\(status)"])
            end(.exited(status: status))
        } catch {
            guard !Task.isCancelled else { return }
            log.error("process.wait.failed", metadata: ["error": "\(error)"])
            end(.failed(GardenError(reporting: error).description))
        }
        commands.change { $0.abandon() }
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
        await connection.close()
        endingIsTold.resolve(())
    }

    /// Closes the client's connections without a payload, which tells it to come back; what it sent still counts.
    private func detach(_ reason: Reason) async {
        log.info("process.detached", metadata: ["reason": "\(reason.rawValue)"])
        await connection.close()
        endingIsTold.resolve(())
        endStreams()
        process.hold.release()
        commands.change { $0.close() }
        // The output is read on and dropped meanwhile: a process that cannot write might not read either.
        if reason != .serverStops { _ = await commands.wait { $0.isFinished ? true : nil } }
    }

    /// The output connections get what is there, and the end.
    private func endStreams() {
        streams.stdout.end()
        streams.stderr.end()
    }

    private func logDropped(_ stream: OutputStream, _ name: String) {
        let bytes = stream.droppedBytes
        guard bytes > 0 else { return }
        log.warning("process.output.dropped", metadata: ["output": "\(name)", "bytes": "\(bytes)"])
    }

    // MARK: the lines between them

    private func forward(_ output: any ProcessOutput, to stream: OutputStream) async {
        do {
            while await stream.waitForRoom(), !Task.isCancelled {
                let bytes = try await output.read()
                if bytes.isEmpty { break }
                stream.append(bytes)
            }
        } catch {
            if !Task.isCancelled { log.error("process.output.failed", metadata: ["error": "\(error)"]) }
        }
        (stream === streams.stdout ? stdoutIsRead : stderrIsRead).resolve(())
        _ = await endingIsTold.value()
        stream.end()
    }

    private func feed() async {
        while let input = await commands.wait(for: { $0.nextInput() }) {
            do {
                switch input {
                case .bytes(let bytes): try await process.writeStandardInput(bytes)
                case .end: await process.closeStandardInput()
                case .over: return
                }
            } catch {
                log.warning("process.input.failed", metadata: ["error": "\(error)"])
            }
            if commands.change({ $0.inputDone() }) { connection.resumeReading() }
        }
    }

    private func control() async {
        while let control = await commands.wait(for: { $0.nextControl() }) {
            do {
                switch control {
                case .signal(let signal): try await process.signal(signal)
                case .resize(let size): try await process.resize(to: size)
                case .over: return
                }
            } catch {
                log.warning("process.control.failed", metadata: ["error": "\(error)"])
            }
            if commands.change({ $0.controlDone() }) { connection.resumeReading() }
        }
    }
}
