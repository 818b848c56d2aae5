import Linux
import SystemPackage

/// The namespaces by which somebody who is not root gets into a container. Whoever has it closes it.
struct UserWays {
    private(set) var user: NamespacePlan.Joined?
    private(set) var pids: [NamespacePlan.Joined] = []

    /// None: who is root needs no such ways.
    init() {}

    /// Opens those of a process.
    init(_ pid: PID, hasPIDs: Bool) throws(LibcontainerError) {
        do throws(LinuxError) {
            user = NamespacePlan.Joined(kind: .user, descriptor: try Namespaces.open(.user, of: pid))
            guard hasPIDs else { return }
            pids = [NamespacePlan.Joined(kind: .pid, descriptor: try Namespaces.open(.pid, of: pid))]
        } catch {
            close()
            throw .system(error)
        }
    }

    func close() {
        for joined in pids { joined.descriptor.closeIgnoringErrors() }
        user?.descriptor.closeIgnoringErrors()
    }
}
