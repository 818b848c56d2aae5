import Garden
import GardenWire
import Logging

extension Calls {
    /// The bulk calls.
    func bulk(_ call: Call) async throws -> Response {
        guard let names = call.request.query.handles else {
            throw GardenError.invalidRequest("the query does not have handles")
        }
        if call.route == .bulkInfo {
            return Response(try await bulk(names) { try await backend.info(of: $0) })
        }
        return Response(try await bulk(names) { try await backend.metrics(of: $0) })
    }

    /// What the backend tells of the containers that `names` can mean; nothing is called by any other name.
    private func bulk<Item: BulkItem>(
        _ names: [String], _ ask: ([Handle]) async throws -> [Handle: Result<Item, GardenError>]
    ) async throws -> BulkResponse<Item> {
        var (handles, entries) = ([Handle](), [String: Result<Item, GardenError>]())
        for name in names {
            do {
                handles.append(try Handle(name))
            } catch {
                entries[name] = .failure(.containerNotFound(handle: name))
            }
        }
        for (handle, result) in try await ask(handles) { entries[handle.value] = result }
        return BulkResponse(entries: entries)
    }

    func stop(_ call: Call) async throws -> Response {
        let kill = try StopRequest(body: call.request.body).kill
        try await container(call).stop(kill: kill)
        call.log.info("container.stopped", metadata: ["kill": "\(kill)"])
        return Response(EmptyResponse())
    }

    /// NetIn, NetOut and BulkNetOut.
    func openNetwork(_ call: Call) async throws -> Response {
        let body = call.request.body
        if call.route == .netIn {
            let wanted = try NetInRequest(body: body).forwarding
            return Response(NetInResponse(try await container(call).netIn(wanted)))
        }
        let rules = call.route == .netOut ? [try NetOutRule(body: body)] : try NetOutRules(body: body).rules
        try await container(call).netOut(rules)
        return Response(EmptyResponse())
    }
}
