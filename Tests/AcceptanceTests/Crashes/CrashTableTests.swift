import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("The table of crashes in the documentation")
struct CrashTableTests {
    @Test("has a row for each step, in their order, which says what the tests show")
    func rows() throws {
        let written = try Self.rows()

        let tested = FaultPoint.allCases.map { point in
            [point.rawValue] + CrashVictim.allCases.map { point.outcome(of: $0)?.rawValue ?? "-" }
        }
        #expect(written == tested)
    }

    @Test("has no step that belongs to no operation, and none that nobody dies at")
    func steps() {
        for point in FaultPoint.allCases {
            #expect(point.operation != nil, "\(point)")
            #expect(point.outcome(of: .server) != nil, "\(point)")
        }
    }

    /// The names of steps and the outcomes, without what a step means.
    private static func rows() throws -> [[String]] {
        var repository = FilePath(#filePath)
        for _ in ["file", "Crashes", "AcceptanceTests", "Tests"] { repository.removeLastComponent() }
        let text = String(decoding: try Files.read(repository.appending("docs").appending("crashes.md")), as: UTF8.self)
        return text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            let cells = line.split(separator: "|").map { $0.drop { $0 == " " } }
                .map { cell in String(cell.reversed().drop { $0 == " " }.reversed()) }
            return [String(cells[0].dropFirst().dropLast())] + cells.dropFirst(2)
        }
    }
}
