import Libcontainer
import Linux
import OCI
import SystemPackage

/// Telling a service manager that a container is ready, when the container says so (sd_notify(3)).
///
/// The container has a socket of its own for that, and never the manager's: of what it says only the one word is handed
/// on. Nothing that goes wrong with the manager is the container's matter.
final class ServiceNotice {
    private static let name = "notify.sock"
    /// Where the socket's folder is inside.
    private static let place: FilePath = "/run/notify"
    private static let patience: Int32 = 30_000

    private let manager: String
    private let folder: FilePath
    private var inside: DatagramSocket?
    /// Hung up when the manager has taken note of everything.
    private var barrier: FileDescriptor?

    /// - Parameters:
    ///   - manager: the value of NOTIFY_SOCKET; without one there is no notice.
    ///   - container: the container's folder.
    init?(manager: String?, container: FilePath) {
        guard let manager, !manager.isEmpty else { return nil }
        (self.manager, folder) = (manager, container.appending("notify"))
    }

    deinit {
        inside?.descriptor.closeIgnoringErrors()
        barrier?.closeIgnoringErrors()
    }

    /// Has the container find the socket.
    func add(to spec: inout RuntimeSpec) {
        spec.mounts.append(
            OCIMount(
                destination: Self.place.string, type: "bind", source: folder.string,
                options: ["bind", "nosuid", "noexec", "nodev", "ro"]))
        spec.process.environment.append("NOTIFY_SOCKET=\(Self.place.appending(Self.name))")
    }

    /// Makes the folder that the container sees.
    func makeFolder() throws(LinuxError) {
        try Files.makeNewDirectory(folder, mode: FilePermissions(rawValue: 0o755))
    }

    /// Listens, before the container's program runs. A container that was made without a manager has no folder, and says
    /// nothing.
    func listen() throws(LinuxError) {
        guard Files.exists(folder) else { return }
        try Files.remove(folder.appending(Self.name))
        inside = try DatagramSocket.receive(at: Self.name, in: folder, mode: FilePermissions(rawValue: 0o777))
    }

    /// What is to be waited for, as many as `step` takes.
    var entries: [DescriptorPoll.Entry] {
        [inside?.descriptor, barrier].map { DescriptorPoll.Entry($0 ?? FileDescriptor(rawValue: -1)) }
    }

    /// Goes on with what is ready, in the order of `entries`.
    ///
    /// - Parameter mainProcess: whose end is the service's.
    func step(_ ready: some Sequence<EventPoll.Readiness>, mainProcess: PID) {
        for (index, readiness) in ready.enumerated() where !readiness.isEmpty {
            if index == 0 { hear(mainProcess) } else { closeBarrier() }
        }
    }

    /// Waits until the container is ready, and the manager knows it, or init has ended.
    func wait(for initProcess: FileDescriptor, _ pid: PID) throws(LinuxError) {
        while inside != nil {
            let ready = try DescriptorPoll.wait([DescriptorPoll.Entry(initProcess)] + entries)
            step(ready.dropFirst(), mainProcess: pid)
            if !ready[0].isEmpty { return }
        }
        guard let barrier else { return }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(barrier)], milliseconds: Self.patience)
    }

    private func hear(_ mainProcess: PID) {
        do throws(LinuxError) {
            while let text = try inside?.receive(upTo: 4096) {
                let lines = text.split(separator: UInt8(ascii: "\n"))
                guard let word = lines.first(where: { $0.starts(with: Array("READY=".utf8)) }) else { continue }
                closeInside()
                return try tell(Array(word), mainProcess)
            }
        } catch {
            // The manager is gone.
            closeInside()
        }
    }

    private func tell(_ word: [UInt8], _ mainProcess: PID) throws(LinuxError) {
        let outside = try DatagramSocket.send(to: manager)
        defer { outside.descriptor.closeIgnoringErrors() }
        _ = try outside.send(word + [UInt8(ascii: "\n")])
        _ = try outside.send(Array("MAINPID=\(mainProcess)\n".utf8))
        let pipe = try Pipe.make()
        defer { pipe.write.closeIgnoringErrors() }
        barrier = pipe.read
        _ = try outside.send(Array("BARRIER=1".utf8), descriptors: [pipe.write])
    }

    private func closeInside() {
        inside?.descriptor.closeIgnoringErrors()
        inside = nil
    }

    private func closeBarrier() {
        barrier?.closeIgnoringErrors()
        barrier = nil
    }
}
