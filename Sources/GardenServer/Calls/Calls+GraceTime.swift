import Garden
import GardenWire
import Logging

extension Calls {
    /// Begins the countdowns of the containers that there are already. Call it once, before serving.
    ///
    /// - Throws: what the backend throws when it cannot list them.
    func armAll() async throws {
        let handles = try await backend.containers(matching: PropertyFilter())
        for handle in handles where graceTimes.armedIdentity(of: handle) == nil {
            if let time = await graceTime(of: handle, log) { graceTimes.arm(handle, time) }
        }
    }

    /// Begins the countdown of a new container.
    func arm(_ handle: Handle, asked: Duration, _ log: Logger) async {
        guard let time = await graceTime(of: handle, log, otherwise: asked) else { return }
        await follow(handle, time, graceTimes.arm(handle, time), log)
    }

    /// Ends the countdown of a container that was destroyed, and one that began meanwhile: a container can be destroyed
    /// while it is made.
    func disarm(_ handle: Handle, _ identity: GraceTimes.Identity?, _ log: Logger) async {
        graceTimes.disarm(handle, identity)
        guard let late = graceTimes.armedIdentity(of: handle) else { return }
        if await graceTime(of: handle, log, otherwise: .zero) == nil { graceTimes.disarm(handle, late) }
    }

    func setGraceTime(_ call: Call) async throws -> Response {
        let asked = try GraceTimeRequest(body: call.request.body).time
        let container = try await container(call)
        try await container.setGraceTime(asked)
        call.log.info("container.grace-time.set", metadata: ["grace_time": "\(asked)"])
        if let time = await graceTime(of: container.handle, call.log, otherwise: asked) {
            await follow(container.handle, time, graceTimes.reset(container.handle, to: time), call.log)
        }
        return Response(EmptyResponse())
    }

    /// Makes sure that the countdown has what the backend has, whoever changes it at the same moment: of two calls the
    /// one that tells its countdown last looks once more. There is no countdown if the container is gone by then.
    private func follow(
        _ handle: Handle, _ time: Duration, _ identity: GraceTimes.Identity, _ log: Logger
    ) async {
        var (told, identity) = (time, identity)
        while true {
            guard let time = await graceTime(of: handle, log, otherwise: told) else {
                return graceTimes.disarm(handle, identity)
            }
            guard time != told else { return }
            identity = graceTimes.reset(handle, to: time)
            told = time
        }
    }

    /// What the backend says; nil when there is no such container.
    private func graceTime(of handle: Handle, _ log: Logger, otherwise: Duration? = nil) async -> Duration? {
        do {
            return try await backend.graceTime(of: handle)
        } catch GardenError.containerNotFound {
            return nil
        } catch {
            let assumed = otherwise.map { "\($0)" } ?? "for ever"
            log.error(
                "container.grace-time.unknown",
                metadata: ["handle": "\(handle)", "error": "\(error)", "assumed": "\(assumed)"])
            return otherwise
        }
    }
}
