public import Cgroups
public import Garden
import Glibc
import Linux
import SystemPackage

/// The facts of this host.
public struct LinuxHostFacts: HostFacts {
    /// The server's bounding set.
    public let capabilities: Set<String>
    /// Whether there is only the unified hierarchy.
    public let hasUnifiedCgroups: Bool
    /// Whether the kernel is Linux 4.8 or later.
    public let filtersTracedCalls: Bool
    /// The server's own.
    public let oomScoreAdjustment: Int
    private let ceilings: ResourceCeilings

    /// Looks at the host, once.
    public init(layout: CgroupLayout) throws {
        capabilities = Set(try Capability.bounding().map(\.name))
        hasUnifiedCgroups = layout.kind == .unified
        filtersTracedCalls = Self.isAtLeast(4, 8, Self.kernelRelease())
        ceilings = try ResourceCeilings.current()
        let score = String(decoding: try Files.read("/proc/self/oom_score_adj"), as: UTF8.self)
        oomScoreAdjustment = Int(score.prefix { !$0.isNewline }) ?? 0
    }

    /// Those of /sys/block.
    public func blockDevices() -> [BlockDevice] {
        // The server has listed them once when it started, so this does not fail as long as /sys is there.
        do { return try BlockDevice.real() } catch { return [] }
    }

    /// The options of the file system that holds `path` (statfs(2)).
    public func lockedMountOptions(of path: String) -> [String] {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return [] }
        let options: [(UInt, String)] = [
            (2, "nosuid"), (4, "nodev"), (8, "noexec"), (1024, "noatime"), (2048, "nodiratime"), (4096, "relatime"),
        ]
        return options.filter { UInt(status.f_flag) & $0.0 != 0 }.map(\.1)
    }

    /// The server's own hard limit, which its children inherit.
    public func ceiling(of resource: ResourceLimits.Resource) -> UInt64? { ceilings[resource] }

    private static func kernelRelease() -> String {
        var name = utsname()
        guard uname(&name) == 0 else { return "" }
        return withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    static func isAtLeast(_ major: Int, _ minor: Int, _ release: String) -> Bool {
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return false }
        return (numbers[0], numbers[1]) >= (major, minor)
    }
}
