import Glibc
import Linux
import SystemPackage

enum Namespacing {
    static func clone(_: [String]) throws(LinuxError) {
        let request = Clone.Request(namespaces: [.mount, .uts, .ipc, .pid, .network, .cgroup])
        let end = try Probe.child(request) { () throws(LinuxError) in
            try OwnProcess.setHostName("inside")
            try OwnProcess.setDomainName("domain")
            Probe.say("child-pid", OwnProcess.pid?.rawValue ?? 0)
            Probe.say("child-parent", OwnProcess.parent?.rawValue ?? 0)
            Probe.say("child-host", hostName())
            // Much memory, in many pieces: the allocator works in the child.
            let strings = (0..<50_000).map { "number \($0)" }
            Probe.say("child-strings", strings.count)
        }
        Probe.say("end", end.map { "\($0.code)" } ?? "none")
        Probe.say("host-changed", hostName() == "inside")
        let plain = try Probe.child { () throws(LinuxError) in
            Probe.say("grandchild-strings", (try Probe.child { _ = (0..<1000).map { "\($0)" } })?.code ?? -1)
        }
        Probe.say("plain", plain?.code ?? -1)
        // The C library sends it to the thread that it takes itself for.
        Probe.say("raised", (try Probe.child { raise(SIGTERM) })?.code ?? -1)
    }

    static func cloneIntoCgroup(_ arguments: [String]) throws(LinuxError) {
        let folder = Probe.open(arguments[2], O_RDONLY | O_DIRECTORY)
        let request = Clone.Request(cgroup: folder)
        do throws(LinuxError) {
            _ = try Probe.child(request) { () throws(LinuxError) in
                let text = String(decoding: try Files.read("/proc/self/cgroup"), as: UTF8.self)
                Probe.say("cgroup", text.split(separator: "\n").first { $0.hasPrefix("0::") } ?? "")
            }
        } catch {
            Probe.say("refusal", Clone.isRefusalOfCgroup(error))
        }
        let proc = Clone.Request(cgroup: Probe.open("/proc", O_RDONLY | O_DIRECTORY))
        do throws(LinuxError) {
            _ = try Probe.child(proc) {}
        } catch {
            Probe.say("no-cgroup-is-refusal", Clone.isRefusalOfCgroup(error))
        }
    }

    static func sibling(_: [String]) throws(LinuxError) {
        let own = OwnProcess.pid
        _ = try Probe.child { () throws(LinuxError) in
            var request = Clone.Request()
            request.isSibling = true
            guard case .parent(_, let pidfd) = try Clone.start(request) else {
                Probe.say("is-sibling", OwnProcess.parent == own)
                _exit(0)
            }
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
        }
        Probe.say("reaped", try Children.reapNext() != nil)
    }

    static func enter(_: [String]) throws(LinuxError) {
        let (read, write) = try Pipe.make()
        let (hold, release) = try Pipe.make()
        let request = Clone.Request(namespaces: [.uts, .ipc, .network])
        _ = try Probe.child(
            request,
            meanwhile: { (pid: PID, pidfd: FileDescriptor) throws(LinuxError) in
                _ = try read.readNow(upTo: 1)
                let uts = try Namespaces.open(.uts, of: pid)
                Probe.say("kind", try Namespaces.kind(of: uts)?.rawValue ?? "none")
                Probe.sayError("other-kind") { () throws(LinuxError) in
                    _ = try Namespaces.open(FilePath("/proc/\(pid)/ns/uts"), .ipc)
                }
                Probe.sayError("no-namespace") { () throws(LinuxError) in
                    _ = try Namespaces.open("/dev/null", .ipc)
                }
                Probe.sayError("wrong-enter") { () throws(LinuxError) in try Namespaces.enter(uts, .ipc) }
                let ipcBefore = try FileStatus.of("/proc/self/ns/ipc").inode
                try Namespaces.enter([.uts, .ipc], ofProcess: pidfd)
                Probe.say("host", hostName())
                Probe.say("ipc-changed", try FileStatus.of("/proc/self/ns/ipc").inode != ipcBefore)
                try Namespaces.enter(uts, .uts)
                release.closeIgnoringErrors()
            },
            inChild: { () throws(LinuxError) in
                release.closeIgnoringErrors()
                try OwnProcess.setHostName("there")
                _ = try write.writeNow([1])
                _ = try hold.readNow(upTo: 1)
            })
    }

    static func user(_: [String]) throws(LinuxError) {
        let (ready, go) = try Pipe.make()
        let end = try Probe.child(
            Clone.Request(namespaces: [.user, .mount]),
            meanwhile: { (pid: PID, _: FileDescriptor) throws(LinuxError) in
                try Files.overwrite(FilePath("/proc/\(pid)/uid_map"), with: Array("0 100000 1000\n".utf8))
                try Files.overwrite(FilePath("/proc/\(pid)/gid_map"), with: Array("0 200000 1000\n".utf8))
                _ = try go.writeNow([1])
            },
            inChild: { () throws(LinuxError) in
                _ = try ready.readNow(upTo: 1)
                try Credentials.setGroups([5])
                try Credentials.setGroup(0)
                try Credentials.setUser(0)
                Probe.say("uid", getuid())
                Probe.say(
                    "map",
                    String(decoding: try Files.read("/proc/self/uid_map"), as: UTF8.self).split { $0.isWhitespace })
                Probe.sayError("unmapped") { () throws(LinuxError) in try Credentials.setUser(5000) }
                let own = try ProcessCapabilities.current()
                Probe.say("all", own.effective.isSuperset(of: CapabilitySet(through: try Capability.last())))
            })
        Probe.say("end", end?.code ?? -1)
    }

    static func time(_: [String]) throws(LinuxError) {
        try Namespaces.unshare(.time)
        try TimeOffset.apply([
            TimeOffset(clock: .monotonic, seconds: 100_000, nanoseconds: 5),
            TimeOffset(clock: .boottime, seconds: 200_000, nanoseconds: 0),
        ])
        let (monotonic, boottime) = (now(CLOCK_MONOTONIC), now(CLOCK_BOOTTIME))
        _ = try Probe.child {
            Probe.say("monotonic", (100_000...100_100).contains(now(CLOCK_MONOTONIC) - monotonic))
            Probe.say("boottime", (200_000...200_100).contains(now(CLOCK_BOOTTIME) - boottime))
        }
        Probe.sayError("too-late") { () throws(LinuxError) in
            try TimeOffset.apply([TimeOffset(clock: .monotonic, seconds: 1, nanoseconds: 0)])
        }
    }

    private static func now(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec
    }

    static func hostName() -> String {
        var name = utsname()
        uname(&name)
        return withUnsafeBytes(of: &name.nodename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
