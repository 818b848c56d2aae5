import Garden
import GardenWire
import GuardianTestSupport
import JSON

extension FakeBackend {
    /// From now on answers a call as the recorded backend did.
    func answer(_ route: Route, with answer: ComparableResponse) throws {
        let body = answer.body ?? .null
        let failure: GardenError? = answer.status < 300 ? nil : try? WireErrorBody(wire: body).error
        func reply<Input, Output>(_ stub: Stub<Input, Output>, _ value: @autoclosure () throws -> Output) throws {
            let result: Result<Output, any Error> =
                if let failure { .failure(failure) } else { .success(try value()) }
            stub.answer { _ in try result.get() }
        }

        if case .containerNotFound = failure, route != .destroy { return try reply(found, container) }
        switch route {
        case .ping: try reply(pinged, ())
        case .capacity: try reply(measured, try Capacity(wire: body))
        case .list: try reply(listed, try ListResponse(wire: body).handles.map { try Handle($0) })
        case .create: try reply(created, try Handle(try CreateResponse(wire: body).handle))
        case .destroy: try reply(destroyed, ())
        case .info: try reply(container.informed, try ContainerInfo(wire: body))
        case .properties: try reply(container.propertiesRead, try PropertyMap(wire: body).properties)
        case .property: try reply(container.propertyRead, try PropertyValue(wire: body).value)
        case .setProperty: try reply(container.propertySet, ())
        case .removeProperty: try reply(container.propertyRemoved, ())
        case .run: if let failure { container.ran.answer { _ in throw failure } }
        default: break
        }
    }
}
