import Linux

/// How `gdn-tar` ended.
enum ArchiverEnding: Sendable, Hashable {
    /// All was packed or unpacked.
    case done
    /// Not all; the text says why.
    case failed(String)
    /// Not all, and the archive itself is to blame; the text says why.
    case refused(String)

    private static let noReason = "the archiver gave no reason"

    /// - Parameter errors: what it wrote to standard error, which is one line when it failed.
    init(_ status: ExitStatus, errors: [UInt8]) {
        let text = String(decoding: errors, as: UTF8.self)
            .split(whereSeparator: \.isNewline).joined(separator: "; ")
        switch status {
        case .exited(0): self = .done
        // The program's `ArchiveStatus`.
        case .exited(1): self = .failed(text.isEmpty ? Self.noReason : text)
        case .exited(3): self = .refused(text.isEmpty ? Self.noReason : text)
        // Anything else is a fault of ours, or nobody's.
        case .exited(let status): self = .failed("the archiver ended with status \(status): \(text)")
        case .signalled(.kill):
            self = .failed("the archiver was killed, as when the container is destroyed or out of memory")
        case .signalled(let signal): self = .failed("the archiver ended by signal \(signal.rawValue): \(text)")
        }
    }
}
