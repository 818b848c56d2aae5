import Garden
import JSON

@testable import GardenClient

/// What our client saw, in the words in which the original's client reported it.
enum Report {
    static func line(_ call: String, _ work: () async throws -> Void) async -> String {
        do {
            try await work()
            return "\(call) -> ok"
        } catch {
            return "\(call) -> error \(describe(error))"
        }
    }

    static func wait(_ process: any Garden.Process) async -> String {
        do {
            return "Wait -> status \(try await process.wait())"
        } catch {
            return "Wait -> status 0 error \"\(error)\""
        }
    }

    static func describe(_ error: any Error) -> String {
        let type =
            switch error {
            case GardenError.containerNotFound: "garden.ContainerNotFoundError"
            case GardenError.processNotFound: "garden.ProcessNotFoundError"
            case GardenError.executableNotFound: "garden.ExecutableNotFoundError"
            case GardenError.serviceUnavailable: "garden.ServiceUnavailableError"
            case GardenError.unrecoverable: "garden.UnrecoverableError"
            case GardenError.failed: "*errors.errorString"
            default: "\(type(of: error))"
            }
        let message = JSONValue.string("\(error)").description
        return "type=\(type) message=\(message)"
    }
}
