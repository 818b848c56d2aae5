// What follows is shown in the documentation of Runc, word for word.
import JSON
import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import SystemPackage

/// Makes a container of `bundle`, a folder with a root file system in `rootfs`; returns what a process in it says.
func runExample(_ runtime: FilePath, root: FilePath, bundle: FilePath, id: ContainerID) async throws -> String {
    let configuration = RuncConfiguration(executable: runtime, root: root)
    let client = RuncClient(configuration, system: try AsyncSystem.start())

    var spec = RuntimeSpec()
    spec.rootPath = "rootfs"
    spec.process.arguments = ["/bin/sleep", "1000"]
    spec.mounts = [OCIMount(destination: "/proc", type: "proc", source: "proc")]
    spec.linux.namespaces = [OCINamespace(.pid), OCINamespace(.mount), OCINamespace(.ipc), OCINamespace(.uts)]
    spec.linux.cgroupsPath = "/example-\(id)"
    spec.linux.resources.pidsLimit = 100
    try Files.write(
        spec.json.encoded(), to: bundle.appending("config.json"), mode: [.ownerReadWrite], durably: false)

    try await client.create(id, bundle: bundle)
    do {
        try await client.start(id)

        var process = OCIProcess()
        process.arguments = ["/bin/sh", "-c", "echo hello from $(hostname); exit 42"]
        process.environment = ["PATH=/bin"]
        let pipes = try StandardPipes(.output)
        let status = try await client.exec(process, in: id, io: .pipes(pipes))
        let output = try await text(from: pipes.takeOutput(), on: client.system)

        let processes: UInt64
        do {
            processes = try await client.statistics(of: id).pids.current
        } catch {
            guard case .unsupportedCommand = error else { throw error }
            processes = UInt64(try await client.processes(in: id).count)
        }
        try await client.delete(id, force: true)
        return "\(output)exit status \(status.code), \(processes) process left"
    } catch {
        try await client.delete(id, force: true)
        throw error
    }
}

/// Everything that comes from a pipe until its end.
private func text(from pipe: FileDescriptor?, on system: AsyncSystem) async throws -> String {
    guard let pipe else { return "" }
    let stream = AsyncDescriptor(owning: pipe, system: system)
    defer { stream.close() }
    var bytes: [UInt8] = []
    while case let more = try await stream.read(upTo: 4096), !more.isEmpty { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
}
