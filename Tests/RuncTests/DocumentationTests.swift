import Linux
import SystemPackage
import Testing

@Suite("The documentation of Runc")
struct DocumentationTests {
    private static let repository = FilePath(#filePath)
        .removingLastComponent().removingLastComponent().removingLastComponent()

    @Test("shows the example that system tests run, word for word")
    func example() throws {
        let article = try Self.text("Sources/Runc/Runc.docc/Example.md")
        let source = try Self.text("Tests/SystemTests/Runc/RuncExample.swift")

        let shown = article.components(between: "```swift\n", and: "```\n")

        // The source's first line says that it is shown.
        let program = source.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(
            separator: "\n")
        #expect(shown == [program])
    }

    @Test("names every call of the client")
    func calls() throws {
        let page = try Self.text("Sources/Runc/Runc.docc/Runc.md")
        let files = try Files.entries(of: Self.repository.appending("Sources/Runc"))
        let sources = try files.filter { $0.hasPrefix("RuncClient") }.map { try Self.text("Sources/Runc/" + $0) }
        var names: Set<String> = []
        for source in sources {
            for name in source.components(between: "    public func ", and: "(") {
                names.insert(String(name.prefix { $0 != "<" }))
            }
        }

        let missing = names.filter { !page.contains("`\($0)(") }

        #expect(names.contains("create"))
        #expect(missing.isEmpty)
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Files.read(repository.appending(FilePath(path).components)), as: UTF8.self)
    }
}

extension String {
    /// The parts of it that are between one of `begin` and the next `end`.
    fileprivate func components(between begin: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let start = rest.firstRange(of: begin), let stop = rest[start.upperBound...].firstRange(of: end) {
            found.append(String(rest[start.upperBound..<stop.lowerBound]))
            rest = rest[stop.upperBound...]
        }
        return found
    }
}
