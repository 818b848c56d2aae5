import Garden
import Guardian
import OCI
import SystemPackage

/// What all containers have in common: process 1, and the file systems of the kernel.
struct BaseRule: BundleRule {
    /// Where process 1 is seen inside, and where else when a client's mount covers that.
    private static let initPaths = ["/tmp/garden-init", "/dev/garden-init", "/garden-init"]

    let initProgram: FilePath
    let facts: any HostFacts

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.version = "1.0.0"
        let initPath = Self.initPath(beside: plan.bindMounts)
        bundle.process.arguments = [initPath]
        bundle.linux.rootFSPropagation = "private"
        bundle.mounts = [
            mount("/sys", "sysfs", ["noexec", "nosuid", "nodev", "ro"]),
            mount("/dev", "tmpfs", ["noexec", "strictatime", "mode=755"]),
            mount("/dev/shm", "tmpfs", ["noexec", "nosuid", "nodev", "mode=1777"]),
            mount("/dev/mqueue", "mqueue", ["noexec", "nosuid", "nodev"]),
            mount(
                "/dev/pts", "devpts", ["nosuid", "noexec", "newinstance", "gid=5", "ptmxmode=0666", "mode=0620"]),
            OCIMount(
                destination: initPath, type: "bind", source: initProgram.string,
                options: ["bind", "ro"] + facts.lockedMountOptions(of: initProgram.string)),
            mount("/proc", "proc", ["nosuid", "noexec", "nodev"]),
        ]
    }

    private static func initPath(beside mounts: [BindMount]) -> String {
        let places = mounts.map { FilePath($0.destination).lexicallyNormalized() }
        let free = initPaths.first { path in !places.contains { FilePath(path).starts(with: $0) } }
        return free ?? initPaths[0]
    }

    private func mount(_ destination: String, _ type: String, _ options: [String]) -> OCIMount {
        OCIMount(destination: destination, type: type, source: type, options: options)
    }
}
