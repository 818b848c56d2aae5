import Garden

/// What a request leads to.
enum Answer: Sendable {
    /// A complete answer. When the client cannot be reached any more, `ifUndelivered` is called.
    case response(Response, ifUndelivered: (@Sendable () async -> Void)? = nil)
    /// An archive, sent as it is read.
    case archive(OutgoingArchive)
    /// A Run or Attach that failed, answered like any other call.
    case failedRun(Response)
    /// A process runs, and the connection becomes its process connection.
    case process(HeldProcess, status: Int)
    /// The connection becomes the reader of an output stream; nil: of one that is over.
    case output(OutputStream?)

    /// Whether the container is in use for as long as the answer lasts.
    var isUse: Bool {
        switch self {
        case .process, .archive: true
        case .response, .failedRun, .output: false
        }
    }

    /// Gives it up, because the server has gone before it could be sent.
    func abandon() async {
        switch self {
        case .archive(let archive): await archive.abandon()
        case .process(let process, _): await process.detach()
        case .response(_, let ifUndelivered): await ifUndelivered?()
        case .failedRun, .output: break
        }
    }
}
