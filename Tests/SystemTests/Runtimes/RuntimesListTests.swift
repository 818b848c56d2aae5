import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Lists of runtimes' containers")
struct RuntimesListTests {
    @Test("are empty without any", arguments: Contender.allCases)
    func empty(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            #expect(try trial("list", "--quiet").output == "")
            #expect(try trial("list", "--format", "json").lines.joined() == trial.expected(.emptyList))
            #expect(try Self.words(trial("list").lines) == [trial.expected(.listHead)])
        }
    }

    @Test("have the state of each", arguments: Contender.allCases)
    func list(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            for name in ["a", "b"] {
                try trial.write(id: name) { $0.annotations = ["x": "y"] }
                try trial.run(name)
            }
            try trial.stop("b")

            let names = try trial("list", "-q").lines.sorted()
            let states = try JSONValue(parsing: trial("list", "-f", "json").output).array ?? []
            let rows = Self.words(try trial("list").lines.dropFirst()).sorted()

            #expect(names == ["a", "b"])
            #expect(Set(states.map(\.keys)) == [trial.expected(.listKeys)])
            #expect(Set(states.map { $0["status"] }) == ["running", "stopped"])
            #expect(states.allSatisfy { $0["owner"] == "root" })
            #expect(rows.count == 2)
            let pid = try trial.pid("a")
            #expect(rows.first?.hasPrefix("a \(pid) running \(trial.bundle) 20") == true)
            #expect(rows.first?.hasSuffix(" root") == true)
            #expect(rows.last?.hasPrefix("b 0 stopped ") == true)
        }
    }

    @Test("of processes have those of the container alone", arguments: Contender.allCases)
    func processes(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.runUntilReady("sleep 1000 & : > /tmp/ready; wait")

            let numbers =
                try JSONValue(parsing: trial("ps", "--format", "json", "c").output)
                .array?.compactMap { $0.integer(as: Int32.self) } ?? []
            let table = Self.words(try trial("ps", "c").lines)

            #expect(numbers.count == 2)
            #expect(try numbers.contains(trial.pid().rawValue))
            #expect(table.count == 3)
            #expect(table.first?.split(separator: " ").contains("PID") == true)
            for number in numbers {
                #expect(table.dropFirst().contains { $0.split(separator: " ").contains("\(number)") })
            }
        }
    }

    private static func words(_ lines: some Sequence<String>) -> [String] {
        lines.map { $0.split(separator: " ").joined(separator: " ") }
    }
}
