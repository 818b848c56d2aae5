import Glibc
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import SystemPackage
import Testing

@testable import RunDMC

@Suite("A recorded init")
struct InitProcessTests {
    private func record(_ pid: PID, startedAfter ticks: UInt64 = 0, namespace: UInt64 = 0) throws -> InitProcess {
        let json: JSONValue = [
            "pid": .integer(pid.rawValue), "start_time": .integer(try ProcessStatus.startTime(of: pid) + ticks),
            "pid_namespace": .integer(try ProcessStatus.pidNamespace(of: pid) + namespace),
        ]
        return try #require(InitProcess(json: json))
    }

    private var own: PID { get throws { try #require(PID(rawValue: getpid())) } }

    @Test("is opened while it runs")
    func running() throws {
        let pidfd = try #require(try record(own).open())

        #expect(pidfd.isOpen)
        pidfd.closeIgnoringErrors()
    }

    @Test("is not taken for another process that has its number now")
    func exchanged() throws {
        #expect(try record(own, startedAfter: 1).open() == nil)
        #expect(try record(own, namespace: 1).open() == nil)
    }

    @Test("is gone when it has ended, reaped or not")
    func ended() async throws {
        let system = try TestSystem.shared.get()
        var request = SpawnRequest(executable: "/bin/sleep", arguments: ["sleep", "1000"])
        request.newSession = true
        let process = try await system.spawn(request)
        defer { process.pidfd.closeIgnoringErrors() }
        let record = try record(process.pid)
        try PIDDescriptor.send(.kill, to: process.pidfd)
        try await system.hasEnded(pidfd: process.pidfd)

        #expect(try record.open() == nil)
        _ = try await system.exitStatus(of: process)
        #expect(try record.open() == nil)
    }

    @Test("that cannot be read is an error")
    func unreadable() throws {
        let folder = try TemporaryDirectory("init")
        try Files.write(
            Array("{\"pid\": 0}".utf8), to: folder.path.appending("init.json"), mode: FilePermissions(rawValue: 0o600),
            durably: false)

        #expect(throws: LinuxError.self) { _ = try InitProcess(recordedIn: folder.path) }
    }
}
