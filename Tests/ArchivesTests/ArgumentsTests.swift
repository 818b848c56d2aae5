import SystemPackage
import Testing

@testable import Archives

@Suite("Arguments of gdn-tar")
struct ArgumentsTests {
    @Test("say what to do")
    func sense() {
        let place = Arguments.Place(cgroups: ["/a", "/b"], user: "", path: "x/")

        #expect(Arguments(["gdn-tar", "in", "--cgroup", "/a", "--cgroup", "/b", "", "x/"]) == .unpack(place))
        #expect(Arguments(["gdn-tar", "out", "u:g", "-"]) == .pack(Arguments.Place(user: "u:g", path: "-")))
        #expect(Arguments(["gdn-tar", "image", "/i"]) == .unpackImage("/i"))
    }

    @Test(
        "make no sense",
        arguments: [
            [], ["gdn-tar"], ["gdn-tar", "in"], ["gdn-tar", "in", "root"], ["gdn-tar", "in", "--cgroup", "root", "/"],
            ["gdn-tar", "out", "a", "b", "c"], ["gdn-tar", "image"], ["gdn-tar", "image", ""],
            ["gdn-tar", "image", "a", "b"], ["gdn-tar", "pack", "a", "b"], ["gdn-tar", "in", "--cgroup"],
        ])
    func nonsense(words: [String]) {
        #expect(Arguments(words) == nil)
    }

    @Test(
        "start relative paths at the user's home",
        arguments: [
            ("/a", "/home/u", "/a"), ("a", "/home/u", "/home/u/a"), (".", "/home/u/", "/home/u/."), ("", "/", "/"),
            ("a/", "odd", "/odd/a/"),
        ])
    func relative(path: String, home: String, result: String) {
        #expect(Arguments.Place(user: "", path: path).absolutePath(home: home) == result)
    }
}
