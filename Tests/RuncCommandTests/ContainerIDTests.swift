import RuncCommand
import Testing

@Suite("Container ids")
struct ContainerIDTests {
    @Test(
        "are the handle itself where a runtime takes it", arguments: ["c1", "web_1.example", "a+b-c", "1", "_", ".x"])
    func plain(handle: String) {
        #expect(ContainerID(escaping: handle).value == handle)
    }

    @Test(
        "escape what a runtime or the kernel would not take",
        arguments: [
            ("a b", "+.a+20b"),
            ("-x", "+.-x"),
            ("+x", "+.+2Bx"),
            ("é", "+.+C3+A9"),
            ("tasks", "+.tasks"),
            ("cgroup.procs", "+.cgroup.procs"),
            ("memory.max", "+.memory.max"),
            ("", "+."),
            (".", "+.."),
            ("..", "+..."),
            ("a/../b", "+.a+2F..+2Fb"),
        ])
    func escaped(handle: String, id: String) {
        #expect(ContainerID(escaping: handle).value == id)
    }

    @Test("of odd handles stay as short as a file's name may be")
    func bounded() {
        let handles = [String(repeating: "é", count: 100), String(repeating: "é", count: 99) + "e"]

        let ids = handles.map { ContainerID(escaping: $0).value }

        #expect(ids.allSatisfy { $0.hasPrefix("+-") && $0.utf8.count == 66 })
        #expect(Set(ids).count == 2)
    }

    @Test("are ids that can be read again, whatever the handle", arguments: ["c1", "a b", "-x", "..", "\u{1F600}"])
    func readable(handle: String) throws {
        let id = ContainerID(escaping: handle)

        #expect(try ContainerID(id.value) == id)
    }

    @Test("of different handles differ, also when one looks like another's escape")
    func injective() {
        let handles = ["a b", "a+20b", "+.a+20b", "+.+2B.a+2B20b", "a.b", "A B", "+-AB", "tasks", "+.tasks"]

        let ids = Set(handles.map { ContainerID(escaping: $0) })

        #expect(ids.count == handles.count)
    }

    @Test("refuse what a runtime would not take", arguments: ["", ".", "..", "a b", "a/b", "-a", "é", "a,b"])
    func refused(name: String) {
        #expect(throws: RuncCommandError.invalidContainerID(name)) { try ContainerID(name) }
    }

    @Test("refuse a name that is too long")
    func tooLong() throws {
        #expect(try ContainerID(String(repeating: "a", count: 200)).value.utf8.count == 200)
        #expect(throws: RuncCommandError.self) { try ContainerID(String(repeating: "a", count: 201)) }
    }
}
