import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

extension ServerProcess {
    /// An image for peas, with a file that tells it from the container's and users that only it knows.
    func peaImage() throws -> FilePath {
        let image = folder.path.appending("pea-image")
        if Files.exists(image) { return image }
        try BusyboxImage.make(at: image)
        func write(_ text: String, to path: FilePath) throws {
            try Files.write(
                Array(text.utf8), to: path, mode: FilePermissions(rawValue: 0o644), durably: false)
        }
        try write("a pea\n", to: image.appending("which"))
        let passwd = "root:x:0:0:root:/root:/bin/sh\npia:x:1500:1500::/home/pia:/bin/sh\n"
        try write(passwd, to: image.appending("etc").appending("passwd"))
        try write("root:x:0:\npia:x:1500:\nband:x:2500:pia\n", to: image.appending("etc").appending("group"))
        return image
    }

    /// A pea that runs a shell script.
    func pea(_ script: String, id: String = "", _ change: (inout ProcessSpec) -> Void = { _ in }) throws -> ProcessSpec
    {
        var spec = ProcessSpec(path: "sh", arguments: ["-c", script])
        spec.id = id
        spec.image.uri = try peaImage().string
        change(&spec)
        return spec
    }

    /// Runs a pea to its end.
    func run(_ pea: ProcessSpec, in handle: Handle) async throws -> ProcessResult {
        try await backend.run(pea.path, pea.arguments, in: handle) { $0 = pea }
    }

    /// What there is of peas on the host: a line each for mounts, cgroups and folders.
    func peaTraces() throws -> [String] {
        let mounts = String(decoding: try Files.read("/proc/self/mounts"), as: UTF8.self)
        var traces = mounts.split(separator: "\n").filter { $0.contains("/pea-volumes/") }.map { "mount: \($0)" }
        traces = traces.filter { $0.contains(folder.path.string) }
        for hierarchy in try Files.entries(of: "/sys/fs/cgroup") + ["."] {
            let own = FilePath("/sys/fs/cgroup/\(hierarchy)/guardian-\(tag)")
            traces += try Self.peas(below: own).map { "cgroup: \($0)" }
        }
        for container in Files.exists(depot) ? try Files.entries(of: depot) : [] {
            let peas = depot.appending(container).appending("peas")
            if Files.exists(peas) { traces += try Files.entries(of: peas).map { "record: \($0)" } }
        }
        let volumes = folder.path.appending("depot.state").appending("pea-volumes")
        for container in Files.exists(volumes) ? try Files.entries(of: volumes) : [] {
            traces += try Files.entries(of: volumes.appending(container)).map { "volume: \($0)" }
        }
        return traces
    }

    /// Waits until nothing is there of peas any more.
    func untilPeasAreGone() async throws { while try !peaTraces().isEmpty { await Task.yield() } }

    private static func peas(below cgroup: FilePath) throws -> [FilePath] {
        guard Files.exists(cgroup) else { return [] }
        return try Files.entries(of: cgroup).flatMap { name -> [FilePath] in
            let child = cgroup.appending(name)
            guard Files.exists(child.appending("cgroup.procs")) else { return [] }
            return name.hasPrefix("pea-") ? [child] : try peas(below: child)
        }
    }
}
