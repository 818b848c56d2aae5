import Testing

@testable import RunDMC

@Suite("The facts of this host")
struct LinuxHostFactsTests {
    @Test(
        "compare kernels by their first two numbers",
        arguments: [
            ("4.7.10", false), ("4.8.0", true), ("4.8", true), ("4.10.0-rc1", true), ("6.18.44-fc-v657", true),
            ("3.19.0", false), ("4", false), ("", false), ("next", false),
        ])
    func kernel(release: String, isRecent: Bool) {
        #expect(LinuxHostFacts.isAtLeast(4, 8, release) == isRecent)
    }
}
