import Garden
import GardenWire
import Logging

extension Calls {
    /// StreamIn: the archive is read while it arrives.
    func streamIn(_ call: Call) async throws -> Response {
        guard let archive = call.request.archive else { throw GardenError.invalidRequest("there is no archive") }
        let query = call.request.query
        let (destination, user) = (query["destination"] ?? "", query["user"] ?? "")
        do {
            try await container(call).streamIn(archive, to: destination, as: user)
        } catch {
            await archive.close()
            throw error
        }
        await archive.close()
        call.log.info(
            "archive.received", metadata: ["destination": "\(destination.excerpt)", "user": "\(user.excerpt)"])
        return Response(EmptyResponse())
    }

    /// StreamOut: the archive is read while it is sent.
    func streamOut(_ call: Call) async throws -> OutgoingArchive {
        let query = call.request.query
        let (source, user) = (query["source"] ?? "", query["user"] ?? "")
        let archive = try await container(call).streamOut(source, as: user)
        call.log.info("archive.opened", metadata: ["source": "\(source.excerpt)", "user": "\(user.excerpt)"])
        return OutgoingArchive(source: HeldSource(source: archive, hold: call.hold), call: call)
    }
}
