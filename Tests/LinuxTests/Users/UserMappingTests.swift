import Testing

@testable import Linux

@Suite("The mapping of unprivileged containers")
struct UserMappingTests {
    @Test(
        "gives root the highest id, and the others what follows the start",
        arguments: [
            (1, nil, IDMapping(containerID: 1, hostID: 1, size: 4_294_967_293)),
            (100_000, nil, IDMapping(containerID: 1, hostID: 100_000, size: 4_294_867_294)),
            (100_000, 65_535, IDMapping(containerID: 1, hostID: 100_000, size: 65_535)),
        ] as [(UInt32, UInt32?, IDMapping)])
    func lines(start: UInt32, length: UInt32?, others: IDMapping) throws {
        let lines = try UserMapping.lines(root: 4_294_967_294, start: start, length: length)

        #expect(lines == [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1), others])
    }

    @Test("without others there is root only")
    func onlyRoot() throws {
        #expect(try UserMapping.lines(root: 9, start: 1, length: 0) == [IDMapping(containerID: 0, hostID: 9, size: 1)])
    }

    @Test(
        "others that would reach root's id are refused",
        arguments: [(9, nil), (10, nil), (1, 9)] as [(UInt32, UInt32?)])
    func overlap(start: UInt32, length: UInt32?) {
        #expect(throws: LinuxError.self) { try UserMapping.lines(root: 9, start: start, length: length) }
    }

    @Test(
        "the highest id is the end of the last line, whichever that is",
        arguments: [
            ("         0          0 4294967295\n", 4_294_967_294), ("0 100000 65536\n", 65_535),
            ("1000 0 1\n0 1 1000\n", 1000), ("0 0 4294967296\n", 4_294_967_294),
        ] as [(String, UInt32)])
    func highest(map: String, expected: UInt32) throws {
        #expect(try IDLimits.highest(in: Array(map.utf8), path: "/map") == expected)
    }

    @Test("a map that covers nothing is no map", arguments: ["", "\n", "0 0 0\n", "a b c\n"])
    func empty(map: String) {
        #expect(throws: LinuxError.self) { try IDLimits.highest(in: Array(map.utf8), path: "/map") }
    }

    @Test("the text for the kernel has one line for each range")
    func text() {
        let lines = [IDMapping(containerID: 0, hostID: 9, size: 1), IDMapping(containerID: 1, hostID: 1, size: 8)]

        #expect(UserNamespace.text(lines) == "0 9 1\n1 1 8\n")
    }
}
