import SystemPackage
import Testing

@testable import ProcessTracker

@Suite("The tracker's arguments")
struct TrackerProgramTests {
    @Test(
        "are a folder and cgroups, in any order",
        arguments: [
            ["gdn-tracker", "/c"], ["gdn-tracker", "/c", "--cgroup", "/a", "--cgroup", "/b"],
            ["gdn-tracker", "--cgroup", "/a", "/c", "--cgroup", "/b"],
        ])
    func valid(_ words: [String]) {
        let arguments = TrackerProgram.Arguments(words)

        #expect(arguments?.folder == "/c")
        #expect(arguments?.cgroups == (words.count == 2 ? [] : ["/a", "/b"]))
    }

    @Test(
        "are refused when they make no sense",
        arguments: [
            ["gdn-tracker"], ["gdn-tracker", "relative"], ["gdn-tracker", "/c", "--cgroup"],
            ["gdn-tracker", "/c", "/d"],
            ["gdn-tracker", "--verbose", "/c"], [],
        ])
    func invalid(_ words: [String]) {
        #expect(TrackerProgram.Arguments(words) == nil)
    }
}
