import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("A process with an image of its own")
struct PeaTests {
    private static let links = "for ns in mnt net ipc pid uts user cgroup; do stat -c %N /proc/self/ns/$ns; done"

    @Test("has its own files, and its container's namespaces but for mounts", arguments: ServerProcess.runtimes, [false, true])
    func namespaces(runtime: String, privileged: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var container = ContainerSpec(handle: "web")
            container.privileged = privileged
            let handle = try await server.backend.create(container)

            let seen = try await server.run(server.pea("cat /which; " + Self.links), in: handle)
            let outside = try await server.backend.run("sh", ["-c", Self.links], in: handle)

            #expect(seen.status == 0, "\(seen.errors)")
            let lines = seen.output.split(separator: "\n")
            let others = outside.output.split(separator: "\n")
            #expect(lines.first == "a pea")
            #expect(lines.dropFirst(2) == others.dropFirst())
            #expect(lines.dropFirst().first != others.first)
            #expect(others.count == 7)
            try await server.untilPeasAreGone()
        }
    }
}
