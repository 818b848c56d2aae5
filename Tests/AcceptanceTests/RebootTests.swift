import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("A server on a host that was started anew")
struct RebootTests {
    @Test("keeps its containers listed as stopped, with their addresses, until they are destroyed")
    func otherBoot() async throws {
        let server = try ServerProcess()
        let first = try await server.start()
        var spec = ContainerSpec(handle: "old")
        spec.properties = ["owner": "me"]
        let handle = try await server.backend.create(spec)
        let address = try await server.backend.container(handle).info().containerIP
        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)
        try await pretendReboot(of: handle, server)

        let second = try await server.start()
        let backend = server.backend
        let info = try await backend.container(handle).info()
        let other = try await backend.create(ContainerSpec(handle: "new"))
        let reason = await server.failure {
            try await backend.container(handle).run(ProcessSpec(path: "true"))
        }

        #expect(try await Set(backend.containers(matching: PropertyFilter())) == [handle, other])
        #expect(info.state == .stopped)
        #expect(info.containerIP == address)
        #expect(info.properties["owner"] == "me")
        #expect(reason.contains("container old is stopped"), "\(reason)")
        #expect(try await backend.container(other).info().containerIP != address)
        try await backend.destroy(handle)
        #expect(try await backend.create(ContainerSpec(handle: "third")).value == "third")
        #expect(try await backend.container(Handle("third")).info().containerIP == address)
        try await server.endAndCleanUp(second)
    }

    /// Another boot id in the record, and none of the things that do not outlive a kernel.
    private func pretendReboot(of handle: Handle, _ server: ServerProcess) async throws {
        let record = server.depot.appending(handle.value).appending("container.json")
        let text = String(decoding: try Files.read(record), as: UTF8.self)
        let boot = try BootID.current()
        #expect(text.contains(boot))
        try Files.write(
            Array(text.replacing(boot, with: "another").utf8), to: record,
            mode: FilePermissions(rawValue: 0o600), durably: false)
        try server.kill(pidIn: "tracker.pid", of: handle)
        try server.kill(pidIn: "init.pid", of: handle)
        let mount = server.folder.path.appending("depot.state/volumes").appending(handle.value).appending("rootfs")
        try Mounts.unmount(mount)
        let links = try await server.host("ip", ["-oneline", "link"])
        for line in links.split(separator: "\n") where line.contains(" w\(server.tag)") {
            let name = line.split(separator: " ")[1].prefix { $0 != "@" && $0 != ":" }
            _ = try await server.host("ip", ["link", "delete", String(name)])
        }
        _ = try await server.host("nft", ["delete", "table", "inet", "guardian-\(server.tag)"])
    }
}
