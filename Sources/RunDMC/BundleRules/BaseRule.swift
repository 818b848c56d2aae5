import Guardian
import OCI
import SystemPackage

/// What all containers have in common: process 1, and the file systems of the kernel.
struct BaseRule: BundleRule {
    /// Where process 1 is seen inside.
    static let initPath = "/tmp/garden-init"

    let initProgram: FilePath
    let facts: any HostFacts

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        bundle.version = "1.0.0"
        bundle.process.arguments = [Self.initPath]
        bundle.linux.rootFSPropagation = "private"
        bundle.mounts = [
            mount("/sys", "sysfs", ["noexec", "nosuid", "nodev", "ro"]),
            mount("/dev", "tmpfs", ["noexec", "strictatime", "mode=755"]),
            mount("/dev/shm", "tmpfs", ["noexec", "nosuid", "nodev", "mode=1777"]),
            mount("/dev/mqueue", "mqueue", ["noexec", "nosuid", "nodev"]),
            mount(
                "/dev/pts", "devpts", ["nosuid", "noexec", "newinstance", "gid=5", "ptmxmode=0666", "mode=0620"]),
            OCIMount(
                destination: Self.initPath, type: "bind", source: initProgram.string,
                options: ["bind", "ro"] + facts.lockedMountOptions(of: initProgram.string)),
            mount("/proc", "proc", ["nosuid", "noexec", "nodev"]),
        ]
    }

    private func mount(_ destination: String, _ type: String, _ options: [String]) -> OCIMount {
        OCIMount(destination: destination, type: type, source: type, options: options)
    }
}
