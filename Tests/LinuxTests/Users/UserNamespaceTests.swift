import Linux
import SystemPackage
import Testing

@Suite("Making user namespaces", .enabled(if: isRoot, "only root may choose the ids"))
struct UserNamespaceTests {
    @Test("gives a descriptor of a namespace, many at once, and leaves no process")
    func make() async throws {
        let mapping = try UserMapping.maximus()
        let own = try linkTarget("/proc/self/ns/user")

        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    // Nothing else runs on this thread meanwhile; what other tests started from it may still be there.
                    let before = try children()
                    let namespace = try UserNamespace.make(mapping)
                    defer { namespace.closeIgnoringErrors() }
                    #expect(try children().isSubset(of: before))
                    return try linkTarget("/proc/self/fd/\(namespace.rawValue)")
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(names.count == 16)
        #expect(names.allSatisfy { $0.hasPrefix("user:[") && $0 != own })
    }

    /// The processes that this thread has started and nobody has waited for.
    private func children() throws -> Set<Substring> {
        let text = String(decoding: try Files.read("/proc/thread-self/children"), as: UTF8.self)
        return Set(text.split(separator: " "))
    }

    @Test("says what is wrong with a mapping that the kernel refuses")
    func refused() {
        let overlapping = UserMapping(
            users: [IDMapping(containerID: 0, hostID: 1, size: 2), IDMapping(containerID: 1, hostID: 9, size: 1)],
            groups: [IDMapping(containerID: 0, hostID: 1, size: 1)])

        let error = #expect(throws: LinuxError.self) { try UserNamespace.make(overlapping) }

        #expect(error?.errno == .invalidArgument)
        #expect(error?.description.contains("with users [\"0->1*2\", \"1->9*1\"]") == true)
    }
}
