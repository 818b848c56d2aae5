import Garden
import GardenWire

/// A complete answer.
struct Response: Sendable, Hashable {
    /// The HTTP status.
    var status: Int
    /// The JSON text.
    var body: [UInt8]
    /// The methods there are, when the request's was none of them.
    var allowedMethods: [String] = []

    /// A success.
    init(_ value: some WireEncodable) {
        status = 200
        body = value.body
    }

    /// A failure.
    init(_ error: GardenError) {
        self.init(error, status: error.status)
    }

    /// A failure with a status of the transport's.
    init(_ error: GardenError, status: Int) {
        self.status = status
        body = WireErrorBody(error).body
    }
}
