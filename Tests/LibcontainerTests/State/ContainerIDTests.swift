import Libcontainer
import Testing

@Suite("A container's name")
struct ContainerIDTests {
    @Test(
        "may have what runc's may have",
        arguments: ["a", "A-Z_0.9+", "-", "..a", "_", String(repeating: "x", count: 300)])
    func good(name: String) throws {
        #expect(try ContainerID(name).value == name)
    }

    @Test(
        "has no other characters, and is no folder of its own",
        arguments: [".", "..", "a/b", "a b", "é", "a\u{0}", "a\n"])
    func bad(name: String) {
        #expect(throws: LibcontainerError.invalidContainerID(name)) { try ContainerID(name) }
        #expect("\(LibcontainerError.invalidContainerID(name))" == "invalid container ID format")
    }

    @Test("is not empty")
    func empty() {
        #expect(throws: LibcontainerError.emptyContainerID) { try ContainerID("") }
        #expect("\(LibcontainerError.emptyContainerID)" == "container id cannot be empty")
    }
}
