import Testing

@testable import Archives

@Suite("Arguments of gdn-tar")
struct ArgumentsTests {
    @Test("none make no sense")
    func none() {
        #expect(ArchiveProgram.run(["gdn-tar"]) == 2)
    }
}
