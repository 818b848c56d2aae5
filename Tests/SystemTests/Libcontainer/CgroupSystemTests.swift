import Cgroups
import Linux
import SystemPackage
import Testing

@Suite("The cgroups of a container of our own runtime")
struct CgroupSystemTests {
    private static let show = "busybox cut -d: -f2- /proc/self/cgroup | busybox sort"

    @Test("are where the document says, beginning at the runtime's own when that says nothing of the beginning")
    func paths() throws {
        try OwnRuntime.use { (runtime) throws in
            let name = "guardian-test-\(RandomUUID.make())"
            let layout = try CgroupLayout.detect()
            let v1 = layout.hierarchies.filter { $0.version == .one }
            func lines(_ path: (CgroupHierarchy) -> String) -> [String] {
                v1.map { "\($0.controllers.sorted().joined(separator: ",")):\(path($0))" }.sorted()
            }
            func own(_ hierarchy: CgroupHierarchy, _ path: String) -> String {
                (hierarchy.ownPath == "/" ? "" : hierarchy.ownPath) + "/" + path
            }
            func placed(_ path: String, id: String) throws -> [String] {
                let answer = try runtime.run(id: id, patch: #"{"linux":{"cgroupsPath":"\#(path)"}}"#, Self.show)
                return answer.output.split(separator: "\n").map(String.init).filter { !$0.hasPrefix(":") }
            }

            let absolute = try placed(runtime.cgroup + "/absolute", id: "c")
            let relative = try placed(name, id: "c")
            let above = try placed(runtime.cgroup + "/../../.." + runtime.cgroup + "/above", id: "c")
            let empty = try placed("", id: name)
            let root = try runtime.run(patch: #"{"linux":{"cgroupsPath":"/"}}"#)

            #expect(absolute == lines { _ in runtime.cgroup + "/absolute" })
            #expect(relative == lines { own($0, name) })
            #expect(above == lines { _ in runtime.cgroup + "/above" })
            #expect(empty == lines { own($0, name) })
            #expect(root.errors.contains("'/' cannot be a cgroup"))
        }
    }

    @Test("are nobody else's")
    func inUse() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)

            let second = try runtime("run", "-d", "second")

            #expect(second.errors.contains("container's cgroup is not empty: 1 process(es) found"), "\(second)")
            #expect(try runtime.left() == ["c"])
            #expect(try runtime.status() == "running")
        }
    }

    @Test("are not frozen")
    func frozen() throws {
        try OwnRuntime.use { (runtime) throws in
            let tree = try CgroupTree(runtime.cgroup + "/c", in: .detect())
            try tree.create()
            try tree.freeze()

            let answer = try runtime("create", "c")
            try tree.thaw()
            try tree.remove()

            #expect(answer.errors.contains("container's cgroup unexpectedly frozen"), "\(answer)")
            #expect(try runtime.left() == [])
        }
    }

    @Test("of a paused container are entered only by who insists, thawed by SIGKILL, and deleted only by force")
    func paused() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)
            let tree = try CgroupTree(runtime.cgroup + "/c", in: .detect())
            try tree.freezeCompletely()

            let status = try runtime.status()
            let refused = try runtime("exec", "c", "/bin/true")
            let (entering, _) = try runtime.start(["exec", "--ignore-paused", "c", "/bin/true"])
            defer { entering.pidfd.closeIgnoringErrors() }
            let kept = try runtime("delete", "c")
            try tree.thaw()
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(entering.pidfd)])
            let entered = try PIDDescriptor.reap(entering.pidfd)
            try tree.freezeCompletely()
            try runtime.stop()
            let stopped = try runtime.status()
            let state = try tree.freezerState()
            #expect(try runtime("delete", "c").status == 0)
            #expect(try runtime("run", "-d", "c").status == 0)
            try tree.freezeCompletely()
            let forced = try runtime("delete", "--force", "c")

            #expect(status == "paused")
            #expect(refused.status == 255)
            #expect(
                refused.errors.contains(
                    "exec failed: cannot exec in a paused container (use --ignore-paused to override)"))
            #expect(kept.errors.contains("cannot delete container c that is not stopped: paused"))
            #expect(entered == .exited(0))
            #expect(stopped == "stopped")
            #expect(state == .thawed)
            #expect(forced.status == 0)
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("of processes with the host's numbers end as a whole, also when init has ended", arguments: [true, false])
    func sharedNumbers(initEnds: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            let script = "sleep 1000 & sleep 1000 & \(initEnds ? "exit 0" : "wait")"
            try runtime.write(patch: #"{"linux":{"namespaces!":[{"type":"mount"}]}}"#, script: script)
            #expect(try runtime("run", "-d", "c").status == 0)
            let tree = try CgroupTree(runtime.cgroup + "/c", in: .detect())
            if initEnds { try runtime.waitForEnd() }

            #expect(try !tree.processes().isEmpty)
            #expect(try runtime("kill", "c", "KILL").status == 0)
            #expect(try runtime("delete", initEnds ? "c" : "-f", initEnds ? "-f" : "c").status == 0)

            #expect(try tree.processes() == [])
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("below its own may be frozen by the container, which is deleted all the same")
    func frozenInside() throws {
        try OwnRuntime.use { (runtime) throws in
            let folder = "/sys/fs/cgroup/freezer/inner"
            try runtime.write(
                patch: #"{"linux":{"namespaces":[{"type":"cgroup"}]},"mounts":["#
                    + #"\#(Document.mount("/sys", "sysfs", "sysfs")),\#(Document.mount("/sys/fs/cgroup", "cgroup", "cgroup"))]}"#,
                script:
                    "mkdir \(folder); sleep 1000 & echo $! > \(folder)/tasks; echo FROZEN > \(folder)/freezer.state; "
                    + "touch /tmp/ready; sleep 1000")
            let watch = try NewNames.watch(runtime.bundle.appending("rootfs").appending("tmp"))
            defer { watch.closeIgnoringErrors() }
            #expect(try runtime("run", "-d", "c").status == 0)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(watch)])

            let deleted = try runtime("delete", "-f", "c")

            #expect(deleted.status == 0, "\(deleted)")
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("below its own, which a container made, go with it", arguments: [false, true])
    func inner(hasProcesses: Bool) throws {
        try OwnRuntime.use { (runtime) throws in
            let join = hasProcesses ? "sleep 1000 & echo $! > /sys/fs/cgroup/$c/a/b/tasks;" : ""
            try runtime.write(
                patch: #"{"linux":{"namespaces":[{"type":"cgroup"}]},"mounts":["#
                    + #"\#(Document.mount("/sys", "sysfs", "sysfs")),\#(Document.mount("/sys/fs/cgroup", "cgroup", "cgroup"))]}"#,
                script:
                    "for c in memory pids; do mkdir -p /sys/fs/cgroup/$c/a/b; \(join) done; touch /tmp/ready; sleep 1000"
            )
            let watch = try NewNames.watch(runtime.bundle.appending("rootfs").appending("tmp"))
            defer { watch.closeIgnoringErrors() }
            #expect(try runtime("run", "-d", "c").status == 0)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(watch)])
            let tree = try CgroupTree(runtime.cgroup + "/c/a/b", in: .detect())
            #expect(try tree.exists())

            let deleted = try runtime("delete", "-f", "c")

            #expect(deleted.status == 0, "\(deleted)")
            #expect(try !runtime.hasCgroup())
        }
    }
}
