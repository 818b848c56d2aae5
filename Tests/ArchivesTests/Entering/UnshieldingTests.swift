import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Archives

@Suite("The shield from the OOM killer")
struct UnshieldingTests {
    @Test(
        "is given up, and nothing else changed",
        arguments: [("-1000\n", true), ("-1\n", true), ("0\n", false), ("500\n", false)])
    func given(adjustment: String, isShield: Bool) throws {
        let scratch = try TemporaryDirectory("oom")
        let file = scratch.path.appending("oom_score_adj")
        try Files.write(Array(adjustment.utf8), to: file, mode: .ownerReadWrite, durably: false)

        try ContainerEntry.unshield(file)

        // The kernel takes what is written; an ordinary file keeps what is behind it.
        let written = String(decoding: try Files.read(file), as: UTF8.self)
        #expect(written == (isShield ? "0" + adjustment.dropFirst() : adjustment))
    }
}
