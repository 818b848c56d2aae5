import Garden

/// A process whose container counts as used as long as a client is connected to it.
struct HeldProcess: Sendable {
    let process: any Process
    let hold: GraceHold

    /// Gives up the process's streams and ends the use.
    func detach() async {
        await process.detach()
        hold.release()
    }
}
