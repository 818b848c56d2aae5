import Garden
import Testing

@testable import Guardian

@Suite("What cannot be asked for")
struct RequestCheckTests {
    @Test(
        "are mounts from or to nowhere",
        arguments: [
            ("", "/x", "source '': it is not absolute"), ("a", "/x", "source 'a': it is not absolute"),
            ("/a", "x/", "destination 'x/': it is not absolute"), ("/a", "/..", "destination '/..': it holds '..'"),
            ("/a", "/", "destination '/': it is the root file system itself"),
            ("/a", "//./", "destination '//./': it is the root file system itself"),
            ("/a", "/proc/1", "destination '/proc/1': it is the kernel's"),
            ("/a", "/./proc/", "destination '/./proc/': it is the kernel's"),
            ("/a", "/x\0", "destination '/x\\0': it holds a NUL byte"),
        ])
    func mounts(source: String, destination: String, text: String) {
        #expect(throws: GardenError.invalidRequest("bind mount: \(text)")) {
            try BindMountCheck.check(BindMount(source: source, destination: destination))
        }
    }

    @Test("are paths that no system call takes, which are not shown whole either")
    func longPath() {
        let path = "/" + String(repeating: "x", count: 4095)

        #expect {
            try BindMountCheck.check(BindMount(source: "/a", destination: path))
        } throws: { error in
            "\(error)".hasSuffix("x...': it is longer than 4095 bytes") && "\(error)".utf8.count < 200
        }
    }

    @Test(
        "are not what only looks odd",
        arguments: ["/proc/cpuinfo", "//proc/./meminfo", "/procession", "/sys/class", "/a..b/..c", "/ ", "/\u{E9}"])
    func allowed(destination: String) throws {
        try BindMountCheck.check(BindMount(source: "/a/../b", destination: destination))
    }

    @Test("are processes with a NUL in what they are given", arguments: ["path", "dir", "user", "args"])
    func processes(field: String) {
        var spec = ProcessSpec(path: field == "path" ? "a\0" : "a", arguments: ["-x", field == "args" ? "\0" : "y"])
        spec.directory = field == "dir" ? "/\0" : ""
        spec.user = field == "user" ? "\0" : ""
        let text = field == "args" ? "args: argument 2 of 2 holds a NUL byte" : "\(field) holds a NUL byte"

        let refused = spec
        #expect(throws: GardenError.invalidRequest(text)) { try refused.check() }
    }

    @Test("are variables without a name, whose values are nobody's business")
    func variables() {
        #expect(throws: GardenError.invalidRequest("environment: entry 2 of 3 has no name")) {
            try EnvironmentCheck.check(["A=1", "=secret", "B"])
        }
    }
}
