import Linux
import SystemPackage
import Testing

@Suite("The root of a document")
struct RootSetUpTests {
    private static let look = "busybox awk '$5 == \"/\" || $5 == \"/proc\" {print $5, $7}' /proc/self/mountinfo"
    private static let words = [
        "shared", "slave", "private", "unbindable", "rshared", "rslave", "rprivate", "runbindable",
    ]

    private static func document(_ word: String) -> String { #"{"linux":{"rootfsPropagation":"\#(word)"}}"# }

    /// How the top is after that, and the mount below it.
    private static func spread(_ word: String) -> (String, String) {
        let kind =
            word == "unbindable" || word == "runbindable" ? "unbindable" : word.hasSuffix("shared") ? "shared" : "-"
        return (kind, word.first == "r" ? kind : "-")
    }

    @Test("spreads as it should, however it becomes the root", arguments: words, [false, true])
    func propagation(word: String, isMoved: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            let answer = try runtime.run(patch: Self.document(word), Self.look, flags: isMoved ? ["--no-pivot"] : [])

            if isMoved, word.hasSuffix("private") {
                #expect(answer.errors.contains("rootfsPropagation of [r]private is not safe without pivot_root"))
            } else {
                let text = answer.output.filter { !$0.isNumber && $0 != ":" }
                let (top, below) = Self.spread(word)
                #expect(text == "/ \(top)\n/proc \(below)\n", "\(answer)")
            }
        }
    }

    @Test("that spreads in an unknown way is refused")
    func unknown() throws {
        try OwnRuntime.use { (runtime) throws in
            let answer = try runtime.run(patch: Self.document("nosuch"))

            #expect(answer.errors.contains("rootfsPropagation=nosuch is not supported"))
        }
    }

    @Test("leaves the host's mounts as they are", arguments: words, [false, true])
    func host(word: String, isMoved: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            let tree = runtime.bundle.appending("tree")
            try Files.makeDirectory(tree, mode: FilePermissions(rawValue: 0o755))
            try Mounts.mount(MountRequest(source: "tmpfs", type: "tmpfs"), at: tree)
            defer {
                do {
                    try Mounts.unmountTop(tree, .detach)
                } catch {
                    Issue.record("cannot unmount \(tree): \(error)")
                }
            }
            try Mounts.setPropagation(.shared, at: tree)
            let before = try Self.table(runtime)

            _ = try runtime.run(patch: Self.document(word), flags: isMoved ? ["--no-pivot"] : [])

            #expect(try Self.table(runtime) == before)
        }
    }

    /// The host's mounts that are about this bundle, and its own root's; other tests mount meanwhile.
    private static func table(_ runtime: OwnRuntime) throws -> [String] {
        try MountTable.current().map { "\($0)" }.filter { $0.contains(runtime.bundle.string) }
    }

    @Test("cannot be written when it should not, and its mounts can", arguments: [false, true])
    func readOnly(isMoved: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            let answer = try runtime.run(
                patch: #"{"root":{"readonly":true},"mounts":[\#(Document.mount("/tmp", "tmpfs", "tmpfs"))]}"#,
                "touch /x 2>/dev/null || echo refused; touch /tmp/x && echo taken", flags: isMoved ? ["--no-pivot"] : []
            )

            #expect(answer.output == "refused\ntaken\n", "\(answer)")
        }
    }
}
