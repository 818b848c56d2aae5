import JSON
import Linux
import SystemPackage
import Testing

/// Containers of runc and of our own runtime in one folder.
@Suite("A container of runc, and one of our own runtime,", .enabled(if: hasRunc, "runc is not installed"))
struct RuncStateTests {
    private enum Maker: String, CaseIterable { case own, runc }

    /// Calls one of the two.
    private func call(_ maker: Maker, _ runtime: OwnRuntime, _ arguments: String...) throws -> OwnRuntime.Answer {
        try runtime(arguments, program: maker == .runc ? "/usr/sbin/runc" : nil)
    }

    @Test("is known to the other, which enters, kills and deletes it", arguments: [true, false], [true, false])
    func stranger(isOwn: Bool, isStarted: Bool) throws {
        let (maker, other): (Maker, Maker) = isOwn ? (.own, .runc) : (.runc, .own)
        try OwnRuntime.use { (runtime) throws in
            let made = try call(maker, runtime, "create", "c")
            #expect(made.status == 0, "\(made)")
            #expect(try call(isStarted ? other : maker, runtime, "start", "c").status == 0)
            let pid = try runtime.initPID()

            let state = try JSONValue(parsing: call(other, runtime, "state", "c").output)
            let list = try call(other, runtime, "list", "-q").output
            let entered = try call(other, runtime, "exec", "c", "/bin/echo", "hello")
            let pidfd = try PIDDescriptor.open(pid)
            defer { pidfd.closeIgnoringErrors() }
            let killed = try call(other, runtime, "kill", "c", "KILL")
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)])
            let deleted = try call(other, runtime, "delete", "c")

            #expect(state["status"]?.string == "running")
            #expect(state["pid"]?.integer(as: Int32.self) == pid.rawValue)
            #expect(state["bundle"]?.string == runtime.bundle.string)
            #expect(list == "c\n")
            #expect(entered.output == "hello\n", "\(entered)")
            #expect((killed.status, deleted.status) == (0, 0), "\(killed) \(deleted)")
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("is deleted by the other while it is created, and while it runs", arguments: [true, false], [true, false])
    func deletion(isOwn: Bool, runs: Bool) throws {
        let (maker, other): (Maker, Maker) = isOwn ? (.own, .runc) : (.runc, .own)
        try OwnRuntime.use { (runtime) throws in
            #expect(try call(maker, runtime, "create", "c").status == 0)
            if runs { #expect(try call(maker, runtime, "start", "c").status == 0) }

            let deleted = try call(other, runtime, "delete", "--force", "c")

            #expect(deleted.status == 0, "\(deleted)")
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test("of our own is limited, paused and resumed by runc")
    func changes() throws {
        try OwnRuntime.use { (runtime) throws in
            #expect(try runtime("run", "-d", "c").status == 0)

            let limited = try call(.runc, runtime, "update", "--pids-limit", "33", "c")
            let limit = try runtime.control("pids.max")
            let paused = try call(.runc, runtime, "pause", "c")
            let whilePaused = try runtime.status()
            let resumed = try call(.runc, runtime, "resume", "c")

            #expect((limited.status, paused.status, resumed.status) == (0, 0, 0), "\(limited) \(paused) \(resumed)")
            #expect(limit == "33")
            #expect(whilePaused == "paused")
            #expect(try runtime.status() == "running")
        }
    }
}

private let hasRunc = Files.exists("/usr/sbin/runc")
