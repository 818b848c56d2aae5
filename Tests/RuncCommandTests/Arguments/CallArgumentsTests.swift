import RuncCommand
import SystemPackage
import Testing

@Suite("A call's arguments")
struct CallArgumentsTests {
    private func words(_ call: RuncCall) -> [String] {
        Array(RuncConfiguration(executable: "runc").arguments(for: call).dropFirst())
    }

    @Test("are exactly these, in this order", arguments: CallTable.all)
    func exact(row: CallTable.Row) {
        #expect(words(row.call) == row.words)
    }

    @Test("begin with the call's name, and bear the container's", arguments: CallTable.all)
    func names(row: CallTable.Row) {
        #expect(row.call.name == row.words.first)
        #expect(row.call.id == (row.words.contains("c1") ? CallTable.id : nil))
    }

    @Test("never have what no runtime takes")
    func absent() {
        let all = CallTable.all.map { words($0.call) }

        #expect(!all.contains { $0.first == "create" && $0.contains("--detach") })
        #expect(
            !all.contains { $0.first == "restore" && ($0.contains("--parent-path") || $0.contains("--page-server")) })
        #expect(!all.contains { $0.contains("-no-subreaper") })
    }

    @Test("keep blanks inside a word")
    func blanks() {
        #expect(words(.top(CallTable.id, ["-o", "pid, cmd"])).last == "pid, cmd")
        #expect(words(.exec(CallTable.id, process: "/a b"))[2] == "/a b")
    }
}
