import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

extension ServerProcess {
    /// Unpacks `members` in a container.
    func streamIn(
        _ members: [TarMember], to destination: String, as user: String = "", in handle: Handle
    ) async throws {
        try await streamIn(bytes: StreamTar.pack(members), to: destination, as: user, in: handle)
    }

    func streamIn(
        bytes: [UInt8], to destination: String, as user: String = "", in handle: Handle
    ) async throws {
        let archive = FakeByteSource([bytes])
        try await backend.container(handle).streamIn(archive, to: destination, as: user)
    }

    /// The members of the archive that comes out of a container.
    func streamOut(_ source: String, as user: String = "", from handle: Handle) async throws -> [TarMember] {
        let archive = try await backend.container(handle).streamOut(source, as: user)
        var bytes: [UInt8] = []
        do {
            while true {
                let more = try await archive.read()
                if more.isEmpty { break }
                bytes += more
            }
        } catch {
            await archive.close()
            throw error
        }
        await archive.close()
        return try StreamTar.unpack(bytes)
    }

    /// What a shell in the container prints.
    func shell(_ script: String, in handle: Handle) async throws -> String {
        try await backend.run("sh", ["-c", script], in: handle).output
    }

    /// The text of the error that `work` ends with.
    func failure<Value>(_ work: () async throws -> Value) async -> String {
        do {
            _ = try await work()
        } catch {
            return "\(error)"
        }
        Issue.record("nothing went wrong")
        return ""
    }

    /// A plain container and a privileged one.
    func bothKinds() async throws -> [Handle] {
        var mighty = ContainerSpec(handle: "mighty")
        mighty.privileged = true
        return [
            try await backend.create(ContainerSpec(handle: "plain")), try await backend.create(mighty),
        ]
    }

    /// The server that runs now.
    var pid: PID {
        get throws { try #require(try processes { $0.hasPrefix("gdn\0server\0") }.first) }
    }

    /// The archivers of this server that run.
    func archivers() throws -> [PID] { try processes { $0.contains("/gdn-tar\0") } }

    /// Waits until there are `count` of them.
    func untilArchivers(_ count: Int) async throws {
        while try archivers().count != count { await Task.yield() }
    }

    /// This server's processes whose command line is as `condition` says.
    func processes(where condition: (String) -> Bool) throws -> [PID] {
        try Files.entries(of: "/proc").compactMap { Int32($0).flatMap(PID.init(rawValue:)) }.filter { pid in
            // The process may end between the listing and the reading.
            guard let bytes = try? Files.read(FilePath("/proc/\(pid)/cmdline")) else { return false }
            let line = String(decoding: bytes, as: UTF8.self)
            return line.contains(folder.path.string) && condition(line)
        }
    }
}
