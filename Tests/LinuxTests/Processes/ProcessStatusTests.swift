import Glibc
import SystemPackage
import Testing

@testable import Linux

@Suite("The status of a process")
struct ProcessStatusTests {
    @Test(
        "is read behind the last bracket of the line",
        arguments: [
            ("1 (a) S 0 1 1 0 -1 4 5 6 7 8 9 10 11 12 20 0 1 0 4242 0", 4242),
            ("1 (a b) R) Z 0 1 1 0 -1 4 5 6 7 8 9 10 11 12 20 0 1 0 77", 77),
            ("1 (a) S 0 1", nil), ("", nil), ("1 a S", nil),
        ] as [(String, UInt64?)])
    func parse(_ line: String, _ startTime: UInt64?) {
        #expect(ProcessStatus.parse(Array(line.utf8))?.startTime == startTime)
    }

    @Test("knows this process, and not one with another start time")
    func alive() throws {
        let pid = try #require(PID(rawValue: getpid()))

        let startTime = try ProcessStatus.startTime(of: pid)

        #expect(ProcessStatus.isAlive(pid, startTime: startTime))
        #expect(!ProcessStatus.isAlive(pid, startTime: startTime + 1))
        #expect(ProcessStatus.parent(of: pid)?.rawValue == getppid())
        #expect(try ProcessStatus.pidNamespace(of: pid) > 0)
    }

    @Test("takes one that waits to be reaped for dead")
    func zombie() throws {
        let process = try Spawn.start(SpawnRequest(executable: "/bin/true", arguments: ["true"]))
        defer { process.pidfd.closeIgnoringErrors() }
        let startTime = try ProcessStatus.startTime(of: process.pid)
        var watched = pollfd(fd: process.pidfd.rawValue, events: Int16(POLLIN), revents: 0)
        poll(&watched, 1, -1)

        #expect(!ProcessStatus.isAlive(process.pid, startTime: startTime))
        #expect(try PIDDescriptor.reap(process.pidfd) == .exited(0))
        #expect(try PIDDescriptor.send(.kill, to: process.pidfd) == false)
        #expect(throws: LinuxError.self) { try PIDDescriptor.reap(process.pidfd) }
    }

    @Test("comes with a boot id of 36 characters")
    func bootID() throws {
        #expect(try BootID.current().count == 36)
    }
}
