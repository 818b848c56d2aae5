import Garden
import GardenWire
import Testing

@Suite("Queries")
struct QueryTests {
    @Test(
        "are decoded like forms",
        arguments: [
            ("", [:]),
            ("a=1&b=2", ["a": "1", "b": "2"]),
            ("a=1&a=2", ["a": "1"]),
            ("a=&b", ["a": "", "b": ""]),
            ("a+b=c+d%2Be", ["a b": "c d+e"]),
            ("a=1;b=2&c=3", ["c": "3"]),
            ("a=%zz&c=3", ["c": "3"]),
            ("owner=%FF&b=%C3", ["owner": "\u{FFFD}", "b": "\u{FFFD}"]),
            ("a=b=c", ["a": "b=c"]),
            ("&&a=1&", ["a": "1"]),
            ("garden.state=all", ["garden.state": "all"]),
        ] as [(String, [String: String])])
    func decodes(_ text: String, filter: [String: String]) {
        #expect(Query(parsing: text).filter == PropertyFilter(filter))
    }

    @Test("are written sorted, with a space as a plus")
    func encodes() {
        let query = Query(PropertyFilter(["b c": "d&e=f", "a": "é+"]))

        #expect(query.encoded == "a=%C3%A9%2B&b+c=d%26e%3Df")
        #expect(Query(parsing: query.encoded) == query)
    }

    @Test(
        "name handles between commas",
        arguments: [
            ("handles=a,b", ["a", "b"]), ("handles=", []), ("handles=a%2C,&handles=b", ["a", "", ""]), ("other=1", nil),
        ] as [(String, [String]?)])
    func handles(_ text: String, expected: [String]?) {
        #expect(Query(parsing: text).handles == expected)
    }

    @Test("always name handles, also none")
    func namesHandles() {
        #expect(Query(handles: []).encoded == "handles=")
        #expect(Query(handles: ["a", "b"]).encoded == "handles=a%2Cb")
        #expect(Route.bulkInfo.target(query: Query(handles: [])) == "/containers/bulk_info?handles=")
        #expect(Route.list.target(query: Query(PropertyFilter())) == "/containers")
    }

    @Test(
        "are found behind the path of any form of target",
        arguments: [
            ("/containers?a=b", "/containers", ["a": "b"]),
            ("/containers", "/containers", [:]),
            ("/containers?", "/containers", [:]),
            ("/a?b?c=d", "/a", ["b?c": "d"]),
            ("http://api/ping", "/ping", [:]),
            ("HTTP://api:80?a=b", "/", ["a": "b"]),
        ] as [(String, String, [String: String])])
    func target(_ text: String, path: String, filter: [String: String]) {
        let target = RequestTarget(parsing: text)

        #expect(target.path == path)
        #expect(target.query.filter == PropertyFilter(filter))
    }
}
