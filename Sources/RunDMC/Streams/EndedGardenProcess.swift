import Garden
import Linux

/// A process of which nothing is left but how it ended.
struct EndedGardenProcess: Garden.Process {
    let id: ProcessID
    let status: ExitStatus

    var standardOutput: any ProcessOutput { NoOutput() }
    var standardError: any ProcessOutput { NoOutput() }

    func writeStandardInput(_ bytes: [UInt8]) async throws {}
    func closeStandardInput() async {}
    func wait() async throws -> Int32 { status.code }
    func signal(_ signal: ProcessSignal) async throws {}
    func resize(to size: WindowSize) async throws {}
    func detach() async {}

    private struct NoOutput: ProcessOutput {
        func read() async throws -> [UInt8] { [] }
    }
}
