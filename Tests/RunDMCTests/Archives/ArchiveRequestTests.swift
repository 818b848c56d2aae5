import Garden
import SystemPackage
import Testing

@testable import RunDMC

@Suite("What an archiver is asked for")
struct ArchiveRequestTests {
    @Test("stands in its arguments, the cgroups first")
    func arguments() throws {
        let request = try ArchiveRequest(.into, user: "alice", path: "-odd path/")

        #expect(
            request.arguments(cgroups: ["/a", "/b"])
                == ["in", "--cgroup", "/a", "--cgroup", "/b", "alice", "-odd path/"])
    }

    @Test("is root's, when nobody is named")
    func root() throws {
        #expect(try ArchiveRequest(.outOf, user: "", path: "/").arguments(cgroups: []) == ["out", "root", "/"])
    }

    @Test(
        "is refused when no container can have it",
        arguments: [
            (ArchiveDirection.into, "", "", "error streaming in: the destination is empty; the user's home is '.'"),
            (.outOf, "", "", "error streaming out: the source is empty; the user's home is '.'"),
            (.into, "", "/a\0b", "error streaming in: the destination contains a NUL byte"),
            (.outOf, "al\0ice", "/", "error streaming out: the user contains a NUL byte"),
            (.into, "--cgroup", "/", "error streaming in: '--cgroup' cannot be a user"),
            (
                .into, "", String(repeating: "x", count: 65537),
                "error streaming in: the destination is longer than 65536 bytes"
            ),
        ])
    func refused(direction: ArchiveDirection, user: String, path: String, message: String) {
        do {
            _ = try ArchiveRequest(direction, user: user, path: path)
            Issue.record("it was accepted")
        } catch {
            #expect(error.gardenError == .invalidRequest(message))
        }
    }

    @Test(
        "fails with the words that callers of the original look for, and with whose fault it is",
        arguments: [
            (ArchiveError.Reason.failed("why"), GardenError.failed("error streaming in: why")),
            (.unavailable("why"), .conflict("error streaming in: why")),
            (.unusable("why"), .invalidRequest("error streaming in: why")),
            (.closed, .failed("error streaming in: the archive was closed")),
        ])
    func errors(reason: ArchiveError.Reason, error: GardenError) {
        #expect(ArchiveError(.into, reason).gardenError == error)
    }

    @Test("may have a path longer than any the kernel takes")
    func long() throws {
        #expect(
            try ArchiveRequest(.into, user: "", path: String(repeating: "a/", count: 8192)).path.utf8.count == 16384)
    }
}
