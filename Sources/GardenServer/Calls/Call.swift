import Garden
import GardenWire
import Logging

/// One call of the API.
struct Call: Sendable {
    let route: Route
    let parameters: RouteParameters
    let request: Request
    /// What makes it count as a use of its container.
    let hold: GraceHold
    let log: Logger

    /// One line for a call that failed. A process that is not there is nothing to tell about.
    ///
    /// - Parameter isBegun: whether the answer was begun, so that the client sees it break off.
    func logFailure(_ error: GardenError, isBegun: Bool = false) {
        if case .processNotFound = error { return }
        var facts: Logger.Metadata = ["route": "\(route.rawValue)", "status": "\(error.status)"]
        // Texts of errors about properties hold their names, which are private.
        if !mayNameProperty(error) { facts["error"] = "\("\(error)".excerpt)" }
        log.log(
            level: error.status < 500 || error.status == 501 ? .info : .error,
            isBegun ? "answer.broken" : "request.failed",
            metadata: facts)
    }

    private func mayNameProperty(_ error: GardenError) -> Bool {
        switch route {
        case .properties, .property, .setProperty, .removeProperty, .list: return true
        case .create:
            switch error {
            case .invalidRequest, .invalidName(kind: .property, _, _): return true
            default: return false
            }
        default: return false
        }
    }
}

extension ContainerSpec {
    /// What may be told about it: neither its properties nor its environment, nor who may fetch its image.
    var facts: Logger.Metadata {
        [
            "image": "\(Self.withoutSecrets(image.uri.isEmpty ? rootFSPath : image.uri).excerpt)",
            "bind_mounts": "\(bindMounts.count)",
            "network": "\(network.excerpt)",
            "privileged": "\(privileged)",
            "grace_time": "\(graceTime)",
            "memory": "\(limits.memory.limitInBytes)",
            "cpu": "\(limits.cpu.shares)",
            "disk": "\(limits.disk.byteHard)",
            "pids": "\(limits.pids.max)",
        ]
    }

    /// An address without the user and password that may stand in front of its host, and without its query.
    private static func withoutSecrets(_ address: String) -> String {
        var (scheme, rest) = ("", address[...])
        if let mark = rest.firstRange(of: "://") {
            scheme = String(rest[..<mark.upperBound])
            rest = rest[mark.upperBound...]
        }
        let authority = rest.prefix { $0 != "/" }
        // One word is a name with a tag or a digest.
        if !scheme.isEmpty || authority.endIndex != rest.endIndex, let at = authority.lastIndex(of: "@") {
            rest = rest[rest.index(after: at)...]
        }
        return scheme + rest.prefix { $0 != "?" }
    }
}

extension ProcessSpec {
    /// What may be told about it: neither its arguments nor its environment.
    var facts: Logger.Metadata {
        [
            "path": "\(path.excerpt)",
            "dir": "\(directory.excerpt)",
            "user": "\(user.excerpt)",
            "rlimits": "\(resourceLimits.values.count)",
            "tty": "\(terminal != nil)",
        ]
    }
}

extension String {
    /// The text for a log line: what clients send may be very long.
    var excerpt: String { utf8.count > 256 ? String(unicodeScalars.prefix(250)) + "..." : self }
}
