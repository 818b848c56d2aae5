import GardenWire
import Testing

@Suite("Routes")
struct RouteTests {
    @Test("are the original's 28, each found by its own path", arguments: Route.allCases)
    func findsItself(_ route: Route) {
        let parameters = RouteParameters(handle: "a/b +%é", process: "p", stream: "1", key: "k:&")

        let match = Route.match(method: route.method, path: route.path(parameters))

        guard case .matched(let found, let values) = match else {
            Issue.record("\(match)")
            return
        }
        #expect(found == route)
        #expect(values.handle == (route.pattern.contains(":handle") ? parameters.handle : ""))
        #expect(values.key == (route.pattern.contains(":key") ? parameters.key : ""))
    }

    @Test("are 28 with different names and requests")
    func count() {
        #expect(Route.allCases.count == 28)
        #expect(Set(Route.allCases.map { "\($0.method) \($0.pattern)" }).count == 28)
    }

    @Test(
        "are matched without cleaning the path",
        arguments: [
            ("GET", "/ping", .matched(.ping, .init())),
            ("GET", "/ping/", .notFound),
            ("GET", "//ping", .notFound),
            ("GET", "ping", .notFound),
            ("GET", "/", .notFound),
            ("GET", "", .notFound),
            ("GET", "/containers/bulk_info", .matched(.bulkInfo, .init())),
            ("DELETE", "/containers/bulk_info", .matched(.destroy, .init(handle: "bulk_info"))),
            ("DELETE", "/containers/", .notFound),
            ("DELETE", "/containers/..", .matched(.destroy, .init(handle: ".."))),
            ("GET", "/containers//info", .matched(.info, .init(handle: ""))),
            ("GET", "/containers/a%2Fb/info", .matched(.info, .init(handle: "a/b"))),
            ("GET", "/containers/a+b/info", .matched(.info, .init(handle: "a+b"))),
            ("GET", "/containers/a%2Bb%20c/info", .matched(.info, .init(handle: "a+b c"))),
            ("GET", "/containers/%C3%A9/info", .matched(.info, .init(handle: "é"))),
            ("GET", "/containers/a%zz/info", .malformedPath),
            ("GET", "/containers/a%4/info", .malformedPath),
            ("GET", "/containers/%ff/info", .malformedPath),
            ("GET", "/containers/a/\u{301}info", .notFound),
            ("PUT", "/containers/h/properties/a.b:c", .matched(.setProperty, .init(handle: "h", key: "a.b:c"))),
            ("PUT", "/containers/h/properties/a/b", .notFound),
            ("POST", "/ping", .methodNotAllowed(allowed: ["GET"])),
            ("HEAD", "/ping", .methodNotAllowed(allowed: ["GET"])),
            ("DELETE", "/containers", .methodNotAllowed(allowed: ["GET", "POST"])),
            ("POST", "/containers/h/properties/k", .methodNotAllowed(allowed: ["DELETE", "GET", "PUT"])),
            (
                "GET", "/containers/h/processes/p/attaches/1/stdout",
                .matched(.stdout, .init(handle: "h", process: "p", stream: "1"))
            ),
        ] as [(String, String, RouteMatch)])
    func matches(_ method: String, path: String, expected: RouteMatch) {
        #expect(Route.match(method: method, path: path) == expected)
    }

    @Test("make paths in which every reserved byte is escaped")
    func escapes() {
        let path = Route.property.path(.init(handle: "a b/c%+é", key: "~-._?#&"))

        #expect(path == "/containers/a%20b%2Fc%25%2B%C3%A9/properties/~-._%3F%23%26")
    }
}
