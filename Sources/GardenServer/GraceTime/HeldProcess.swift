import Garden

/// A process whose container counts as used as long as a client is connected to it.
struct HeldProcess: Process {
    let process: any Process
    let hold: GraceHold

    var id: ProcessID { process.id }
    var standardOutput: any ProcessOutput { process.standardOutput }
    var standardError: any ProcessOutput { process.standardError }

    func writeStandardInput(_ bytes: [UInt8]) async throws { try await process.writeStandardInput(bytes) }
    func closeStandardInput() async { await process.closeStandardInput() }
    func wait() async throws -> Int32 { try await process.wait() }
    func signal(_ signal: ProcessSignal) async throws { try await process.signal(signal) }
    func resize(to size: WindowSize) async throws { try await process.resize(to: size) }

    /// Ends the use, too.
    func detach() async {
        await process.detach()
        hold.release()
    }
}
