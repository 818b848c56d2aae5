import Glibc
import Linux
import SystemPackage

/// The smallest limits under which a minimal container's `run /bin/true` works three times of three: one on the runtime
/// from its beginning, and the container's own, which a runtime's processes share until they become the container's.
struct MemoryLimits {
    private let runtimes: [Runtime]
    private let bundles: Bundles
    private static let sizes = (17...23).map { Int64(1) << $0 }

    init(_ runtimes: [Runtime], _ bundles: Bundles) { (self.runtimes, self.bundles) = (runtimes, bundles) }

    func measure() throws {
        guard let parent = try Self.ownFolder() else {
            Line.print("no version 1 memory cgroups, so no limits are measured", [])
            return
        }
        Line.print("smallest memory limit, KiB", runtimes.map(\.name))
        try row("  of the cgroup that the runtime is in") { runtime, size in
            let cgroup = parent.appending("guardian-bench-\(runtime.name)-\(size)")
            try Files.makeDirectory(cgroup, mode: FilePermissions(rawValue: 0o755))
            defer { cgroup.withPlatformString { _ = rmdir($0) } }
            try Files.overwrite(cgroup.appending("memory.limit_in_bytes"), with: Array("\(size)".utf8))
            return try works(runtime, in: cgroup)
        }
        try row("  of the container") { runtime, size in try works(runtime, memory: size) }
    }

    private func row(_ name: String, _ works: (Runtime, Int64) throws -> Bool) throws {
        let cells = try runtimes.map { runtime in
            let least = try Self.sizes.first { try works(runtime, $0) }
            return least.map { "\($0 >> 10)" } ?? "> \(Self.sizes[Self.sizes.count - 1] >> 10)"
        }
        Line.print(name, cells)
    }

    private func works(_ runtime: Runtime, in cgroup: FilePath? = nil, memory: Int64? = nil) throws -> Bool {
        for attempt in 0..<3 {
            let id = "limit-\(runtime.name)-\(attempt)"
            let bundle = try bundles.make(.minimal, for: id, ["/bin/true"], memory: memory)
            if try runtime.attempt(["run", "--bundle", bundle, id], in: cgroup) != nil { continue }
            // Whatever is left of it.
            _ = try runtime.attempt(["delete", "--force", id])
            return false
        }
        return true
    }

    /// The memory cgroup that this program is in; nil: there is none of version 1.
    private static func ownFolder() throws -> FilePath? {
        let text = String(decoding: try Files.read("/proc/self/cgroup"), as: UTF8.self)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].split(separator: ",").contains("memory") else { continue }
            return FilePath("/sys/fs/cgroup/memory").appending(String(parts[2].drop { $0 == "/" }))
        }
        return nil
    }
}
