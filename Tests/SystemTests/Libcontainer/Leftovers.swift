import Linux
import SystemPackage
import Testing

/// What a runtime that was killed could leave behind.
extension OwnRuntime {
    /// Deletes a container by force, and makes sure that nothing of it is left, and that its name can be used again.
    func expectCleanDeletion(_ id: String = "c", _ context: @autoclosure () -> String = "") throws {
        let deleted = try self("delete", "--force", id)
        try endOfProcesses()

        #expect(deleted.status == 0, "\(context()): \(deleted)")
        #expect(try left() == [], "\(context())")
        #expect(try !hasCgroup(id), "\(context())")
        #expect(try mounts() == [], "\(context())")
        #expect(try processes() == [], "\(context())")
    }

    /// Makes a container of the name again, and deletes it.
    func expectUsableName(_ id: String = "c") throws {
        try write(id: id) { _ in }
        let created = try self("create", id)
        let started = try self("start", id)
        let status = try self.status(of: id)
        try expectCleanDeletion(id, "again")

        #expect((created.status, started.status, status) == (0, 0, "running"), "\(created) \(started)")
    }

    /// Mounts in this mount namespace that are about the bundle or the root.
    private func mounts() throws -> [FilePath] {
        try MountTable.current().map(\.mountPoint).filter { $0.starts(with: bundle) || $0.starts(with: root) }
    }

    /// Processes that are in the bundle, or have their root there.
    private func processes() throws -> [PID] {
        try Files.entries(of: "/proc").compactMap { Int32($0).flatMap(PID.init(rawValue:)) }.filter { pid in
            ["cwd", "root"].contains { name in
                do {
                    return try Files.readLink(FilePath("/proc/\(pid)/\(name)")).starts(with: bundle)
                } catch {
                    // It has ended.
                    return false
                }
            }
        }
    }

    /// Waits for those that were told to end, but not for ever.
    private func endOfProcesses() throws {
        for pid in try processes() {
            let pidfd: FileDescriptor
            do {
                pidfd = try PIDDescriptor.open(pid)
            } catch {
                continue
            }
            defer { pidfd.closeIgnoringErrors() }
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)], milliseconds: 5000)
        }
    }

    /// Kills a call, and waits for its end.
    func kill(_ process: SpawnedProcess) throws {
        try PIDDescriptor.send(.kill, to: process.pidfd)
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
        _ = try PIDDescriptor.reap(process.pidfd)
    }
}
