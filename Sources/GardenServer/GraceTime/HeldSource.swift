import Garden

/// An archive whose container counts as used until it is closed.
struct HeldSource: ByteSource {
    let source: any ByteSource
    let hold: GraceHold

    func read() async throws -> [UInt8] { try await source.read() }

    /// Ends the use, too.
    func close() async {
        await source.close()
        hold.release()
    }
}
