import JSON
import OCI

/// Times are nanoseconds there, seconds in a document.
extension OCIHooks {
    init(stateJSON json: JSONValue?) {
        self.init()
        for moment in Moment.allCases {
            self[moment] = (json?[moment.rawValue]).elements.map(OCIHook.init(stateJSON:))
        }
    }

    /// The moments in alphabetical order, as Go writes a map.
    var stateJSON: JSONValue {
        let moments = Moment.allCases.sorted { $0.rawValue < $1.rawValue }
        return .object(JSONObject(moments.map { ($0.rawValue, .list(self[$0].map(\.stateJSON))) }))
    }
}

extension OCIHook {
    private static let second = 1_000_000_000

    fileprivate init(stateJSON json: JSONValue) {
        self.init(
            path: json["path"].text, arguments: json["args"].strings, environment: json["env"].strings,
            timeout: json["timeout"]?.integer(as: Int.self).map { $0 / Self.second })
    }

    fileprivate var stateJSON: JSONValue {
        let timeout = timeout.map { seconds in
            let (product, overflow) = seconds.multipliedReportingOverflow(by: Self.second)
            return JSONValue.integer(overflow ? (seconds < 0 ? Int.min : Int.max) : product)
        }
        return [
            "path": .string(path), "args": .list(arguments), "env": .list(environment), "dir": "",
            "timeout": timeout ?? .null,
        ]
    }
}
