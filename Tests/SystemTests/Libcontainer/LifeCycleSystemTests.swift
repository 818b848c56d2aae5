import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("The life of a container of our own runtime")
struct LifeCycleSystemTests {
    @Test("goes from created over running to stopped")
    func life() throws {
        try OwnRuntime.use { (runtime) throws in
            let pidFile = runtime.bundle.appending("pid")

            let created = try runtime("create", "--pid-file", pidFile.string, "c")
            let afterCreate = try runtime.status()
            let started = try runtime("start", "c")
            let afterStart = try runtime.status()
            let again = try runtime("start", "c")
            try runtime.stop()
            let afterStop = try runtime.status()
            let late = try runtime("start", "c")
            let deleted = try runtime("delete", "c")

            #expect((created.status, started.status, deleted.status) == (0, 0, 0))
            #expect([afterCreate, afterStart, afterStop] == ["created", "running", "stopped"])
            #expect(PID(rawValue: Int32(String(decoding: try Files.read(pidFile), as: UTF8.self)) ?? 0) != nil)
            #expect(again.status == 1)
            #expect(again.errors.contains("cannot start an already running container"))
            #expect(late.errors.contains("cannot start a container that has stopped"))
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("ends with the program's status, and takes everything along")
    func foreground() throws {
        try OwnRuntime.use { (runtime) throws in
            for (script, status) in [("exit 42", 42), ("kill -9 $$", 137), ("true", 0)] as [(String, Int32)] {
                // Init of a pid namespace takes no SIGKILL from inside.
                try runtime.write {
                    $0.process.arguments = ["/bin/sh", "-c", script]
                    $0.linux.namespaces.removeAll { $0.kind == .pid }
                }
                #expect(try runtime("run", "c").status == status)
                #expect(try runtime.left() == [])
                #expect(try !runtime.hasCgroup())
            }
        }
    }

    @Test("passes signals on to init in the foreground")
    func forwarded() throws {
        let script = "trap 'exit 33' TERM; touch /tmp/ready; sleep 1000 & wait"
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { $0.process.arguments = ["/bin/sh", "-c", script] }
            let shared = runtime.bundle.appending("rootfs").appending("tmp")
            let watch = try NewNames.watch(shared)
            defer { watch.closeIgnoringErrors() }

            let (process, _) = try runtime.start(["run", "c"])
            defer { process.pidfd.closeIgnoringErrors() }
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(watch), DescriptorPoll.Entry(process.pidfd)])
            try PIDDescriptor.send(.terminate, to: process.pidfd)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])

            #expect(try PIDDescriptor.reap(process.pidfd) == .exited(33))
        }
    }

    @Test("is refused a second time, and a wrong name always")
    func names() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)

            #expect(try runtime("create", "c").errors.contains("container with given ID already exists"))
            #expect(try runtime("create", "a/b").errors.contains("invalid container ID format"))
            #expect(try runtime("state", "nobody").errors.contains("container does not exist"))
            #expect(try runtime("delete", "nobody").status == 1)
            #expect(try runtime("delete", "--force", "nobody").status == 0)
        }
    }

    @Test("is not deleted while it runs, unless by force; only created it is")
    func deletion() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)

            let refused = try runtime("delete", "c")
            let forced = try runtime("delete", "-f", "c")
            #expect(try runtime("create", "c").status == 0)
            let created = try runtime("delete", "c")

            #expect(refused.status == 1)
            #expect(refused.errors.contains("cannot delete container c that is not stopped: running"))
            #expect((forced.status, created.status) == (0, 0))
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("is told by list, in runc's order of members")
    func list() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("list", "-f", "json").output == "null\n")
            #expect(try runtime("run", "-d", "c").status == 0)

            let json = try JSONValue(parsing: runtime("list", "-f", "json").output)
            let names = try runtime("list", "-q").output

            let keys = json[0]?.object?.members.map(\.key)
            #expect(keys == ["ociVersion", "id", "pid", "status", "bundle", "rootfs", "created", "owner"])
            #expect(names == "c\n")
        }
    }

    @Test("ends for SIGKILL with all its processes, also without process numbers of its own")
    func sharedProcessNumbers() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write { $0.linux.namespaces.removeAll { $0.kind == .pid } }
            #expect(try runtime("run", "-d", "c").status == 0)
            #expect(try runtime("exec", "-d", "c", "/bin/sleep", "1000").status == 0)

            try runtime.stop()

            #expect(try runtime("delete", "c").status == 0)
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("has nothing of the host open while it waits to be started")
    func descriptors() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("create", "c").status == 0)
            let state = try JSONValue(parsing: runtime("state", "c").output)
            let pid = try #require(state["pid"]?.integer(as: Int32.self))

            let folder = FilePath("/proc/\(pid)/fd")
            let open = try Files.entries(of: folder).compactMap { Int($0) }.filter { $0 > 2 }.sorted()
            let targets = try open.map { try Files.readLink(folder.appending("\($0)")).string }

            #expect(targets == [runtime.root.appending("c").appending("exec.fifo").string, "/proc/1/fd"])
        }
    }
}
