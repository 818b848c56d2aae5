import Linux
import SystemPackage
import Testing

@Suite("The document about runtimes")
struct RuntimesDocumentTests {
    private static let folder = FilePath(#filePath).removingLastComponent()

    /// The cells of the first table whose head is that of differences.
    private func rows() throws -> [[String]] {
        let file = Self.folder.removingLastComponent().removingLastComponent().removingLastComponent()
            .appending("docs").appending("runtimes.md")
        let lines = String(decoding: try Files.read(file), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(cells)
        let head = try #require(lines.firstIndex(of: Difference.head))
        return Array(lines[(head + 2)...].prefix { !$0.isEmpty })
    }

    private func cells(_ line: Substring) -> [String] {
        guard line.hasPrefix("| "), line.hasSuffix(" |") else { return [] }
        return line.dropFirst(2).dropLast(2).replacing(" | ", with: "\n").split(separator: "\n").map(String.init)
    }

    @Test("has every difference that the tests know, and no other")
    func table() throws {
        let documented = try rows()

        let known = Difference.all.map(\.cells)
        for row in known where !documented.contains(row) {
            Issue.record("missing: | \(row.joined(separator: " | ")) |")
        }
        for row in documented where !known.contains(row) {
            Issue.record("unknown: | \(row.joined(separator: " | ")) |")
        }
        #expect(documented == known, "the order is another")
    }

    @Test("tells of differences alone")
    func differ() {
        for difference in Difference.all {
            #expect(Set(Contender.allCases.map(difference.expected)).count > 1, "\(difference.behaviour)")
        }
        #expect(Set(Difference.all.map(\.behaviour)).count == Difference.all.count)
    }

    @Test("has no row that no test looks at")
    func used() throws {
        var names: [Substring] = []
        var tests = ""
        for name in try Files.entries(of: Self.folder) {
            let text = String(decoding: try Files.read(Self.folder.appending(name)), as: UTF8.self)
            guard name.hasPrefix("Difference+") else {
                tests += text
                continue
            }
            for line in text.split(separator: "\n") where line.hasSuffix(" = Difference(") {
                names.append(try #require(line.split(separator: " ").dropLast(2).last))
            }
        }

        #expect(names.count == Difference.all.count)
        for name in names { #expect(tests.contains(".\(name))") || tests.contains(".\(name),"), "\(name)") }
    }
}
