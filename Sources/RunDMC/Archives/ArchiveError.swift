import Garden

/// Why files did not get into a container, or out of it.
struct ArchiveError: Error, Hashable, Sendable {
    enum Reason: Hashable, Sendable {
        /// The request makes no sense; nothing was tried.
        case invalid(String)
        /// The archive is damaged, or has members that are not unpacked; some of it may have been.
        case unusable(String)
        /// The container is stopped, or on its way out; nothing was tried.
        case unavailable(String)
        /// It was tried, and this is what went wrong.
        case failed(String)
        /// The archive was closed by whoever reads it.
        case closed
    }

    let direction: ArchiveDirection
    let reason: Reason

    init(_ direction: ArchiveDirection, _ reason: Reason) {
        (self.direction, self.reason) = (direction, reason)
    }
}

extension ArchiveError: CustomStringConvertible {
    /// The first words are verbatim: callers of the original look for them.
    var description: String { "error streaming \(direction.rawValue): \(text)" }

    private var text: String {
        switch reason {
        case .invalid(let text), .unusable(let text), .unavailable(let text), .failed(let text): text
        case .closed: "the archive was closed"
        }
    }
}

extension ArchiveError: GardenErrorConvertible {
    /// The same text, and whose fault it is.
    var gardenError: GardenError {
        switch reason {
        case .invalid, .unusable: .invalidRequest(description)
        case .unavailable: .conflict(description)
        case .failed, .closed: .failed(description)
        }
    }
}
