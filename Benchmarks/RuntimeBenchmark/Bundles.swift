import CSeccomp
import Glibc
import JSON
import Libcontainer
import Linux
import OCI
import SystemPackage

/// The bundles of all containers: one image, and documents of three kinds.
struct Bundles {
    enum Kind: String, CaseIterable {
        /// New processes and mounts, /proc and /dev.
        case minimal
        /// As `spec` writes it.
        case standard = "default"
        /// That with users, a cgroup namespace, limits and a filter of system calls.
        case full
    }

    let folder: FilePath
    private static let open = FilePermissions(rawValue: 0o755)

    private var image: FilePath { folder.appending("image") }

    /// The host's static busybox and nothing else.
    func makeImage() throws {
        for name in ["bin", "etc", "proc", "sys", "dev", "tmp", "root"] {
            try Files.makeDirectories(image.appending(name), mode: Self.open)
        }
        let bin = image.appending("bin")
        try Files.write(try Files.read("/bin/busybox"), to: bin.appending("busybox"), mode: Self.open, durably: false)
        for name in ["true", "sleep"] {
            guard symlink("busybox", bin.appending(name).string) == 0 else { throw BenchmarkError("no link \(name)") }
        }
        try Files.write(
            Array("root:x:0:0:root:/root:/bin/sh\n".utf8), to: image.appending("etc").appending("passwd"),
            mode: FilePermissions(rawValue: 0o644), durably: false)
    }

    /// Writes a bundle whose container has cgroups of its own; a second time it is another container's.
    ///
    /// - Returns: its folder.
    func make(_ kind: Kind, for id: String, _ program: [String], memory: Int64? = nil) throws -> String {
        var spec = DefaultSpecification.document()
        // That all of them know.
        spec.version = "1.0.2"
        spec.rootPath = image.string
        spec.process.terminal = false
        spec.process.arguments = program
        spec.linux.cgroupsPath = "/guardian-bench/\(id)"
        switch kind {
        case .minimal: Self.reduce(&spec)
        case .standard: break
        case .full: Self.complete(&spec)
        }
        if let memory { spec.linux.resources.memory.limit = memory }
        let bundle = folder.appending("bundle-\(id)")
        try Files.makeDirectories(bundle, mode: Self.open)
        try Files.write(
            spec.json.encoded(), to: bundle.appending("config.json"), mode: FilePermissions(rawValue: 0o644),
            durably: false)
        return bundle.string
    }

    private static func reduce(_ spec: inout RuntimeSpec) {
        spec.hostname = nil
        spec.linux.namespaces = [OCINamespace(.pid), OCINamespace(.mount)]
        spec.mounts = spec.mounts.filter { ["/proc", "/dev"].contains($0.destination) }
        (spec.linux.maskedPaths, spec.linux.readOnlyPaths) = ([], [])
    }

    private static func complete(_ spec: inout RuntimeSpec) {
        spec.linux.namespaces += [OCINamespace(.user), OCINamespace(.cgroup)]
        let mapping = OCIIDMapping(containerID: 0, hostID: 100_000, size: 65_536)
        (spec.linux.userMappings, spec.linux.groupMappings) = ([mapping], [mapping])
        spec.linux.resources.memory.limit = 256 << 20
        (spec.linux.resources.cpu.shares, spec.linux.resources.cpu.quota) = (512, 100_000)
        (spec.linux.resources.cpu.period, spec.linux.resources.pidsLimit) = (100_000, 100)
        spec.linux.seccomp = filter
    }

    /// As large as the one that docker brings: nearly all calls, for three architectures, some by their arguments.
    private static var filter: OCISeccomp {
        let special = ["clone", "clone3", "personality"]
        let names = (0..<450 as Range<Int32>).compactMap { number -> String? in
            guard let name = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), number) else { return nil }
            defer { free(name) }
            return String(cString: name)
        }
        let clone = OCISeccomp.Condition(
            index: 0, value: 0x7E02_0000, valueTwo: 0, comparison: "SCMP_CMP_MASKED_EQ")
        let personalities = [0, 8, 0x20000, 0x20008, 0xFFFF_FFFF].map { value in
            OCISeccomp.Rule(
                ["personality"], .allow,
                arguments: [OCISeccomp.Condition(index: 0, value: value, comparison: "SCMP_CMP_EQ")])
        }
        return OCISeccomp(
            defaultAction: .error, defaultErrorNumber: 1,
            architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
            rules: [
                OCISeccomp.Rule(names.filter { !special.contains($0) }, .allow),
                OCISeccomp.Rule(["clone"], .allow, arguments: [clone]),
            ] + personalities)
    }
}
