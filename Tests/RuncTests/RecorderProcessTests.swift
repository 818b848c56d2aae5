import Glibc
import GuardianTestSupport
import JSON
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("How a runtime's program is started", .serialized)
struct RecorderProcessTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")
    private var client: RuncClient { runtime.client }

    init() throws { runtime = try RecorderRuntime() }

    private func record(of call: RecorderCall, by client: RuncClient) async throws -> RecorderRecord {
        try runtime.play(.output(call.answer))
        try await call.make(client)
        return try #require(try runtime.records().last)
    }

    @Test("with the environment it is given and nothing else, without NOTIFY_SOCKET", arguments: RecorderCall.all)
    func environment(call: RecorderCall) async throws {
        var client = client
        client.environment += ["A=1", "NOTIFY_SOCKET=/run/notify", "B=", "A=2", "NOTIFY_SOCKETS=kept"]

        let record = try await record(of: call, by: client)

        #expect(
            record.environment == ["RECORDER_FOLDER=\(runtime.folder.path)", "A=1", "B=", "A=2", "NOTIFY_SOCKETS=kept"])
    }

    @Test("by default where this process is, in its group, with default signals", arguments: RecorderCall.all)
    func defaults(call: RecorderCall) async throws {
        let record = try await record(of: call, by: client)

        #expect(try record.directory == Files.readLink("/proc/self/cwd").string)
        #expect(record.group == getpgrp())
        #expect(record.deathSignal == 0)
        #expect(record.ignoredSignals == "0000000000000000")
        #expect(record.blockedSignals == "0000000000000000")
    }

    @Test("in the folder, the group and with the parent-death signal that it is given", arguments: RecorderCall.all)
    func given(call: RecorderCall) async throws {
        var client = client
        client.workingDirectory = runtime.folder.path
        client.newProcessGroup = true
        client.parentDeathSignal = .terminate

        let record = try await record(of: call, by: client)

        #expect(record.directory == runtime.folder.path.string)
        #expect(record.group == record.pid)
        #expect(record.deathSignal == 15)
    }

    @Test(
        "with three descriptors, two of them pipes of its own",
        arguments: RecorderCall.questions + [RecorderCall.events] + RecorderCall.orders)
    func descriptors(call: RecorderCall) async throws {
        let record = try await record(of: call, by: client)

        #expect(record.descriptors.map(\.number) == [0, 1, 2])
        let (input, output, error) = (record.descriptors[0], record.descriptors[1], record.descriptors[2])
        #expect(call.command == "update" ? input.contents == "{}" : input.isNull)
        #expect(output.isPipe && error.isPipe && output.target != error.target)
        #expect([output, error].allSatisfy { $0.flags & O_ACCMODE == O_WRONLY && $0.flags & O_NONBLOCK == 0 })
    }

    @Test("with three descriptors and those of the call, nothing to read in the first", arguments: RecorderCall.starts)
    func startDescriptors(call: RecorderCall) async throws {
        let record = try await record(of: call, by: client)

        #expect(record.descriptors.map(\.number) == (call.command == "exec" ? [0, 1, 2, 3] : [0, 1, 2]))
        let (input, output, error) = (record.descriptors[0], record.descriptors[1], record.descriptors[2])
        #expect(input.isPipe && input.flags & O_ACCMODE == O_RDONLY)
        #expect(output.isPipe && error.isPipe)
        #expect(Set([input.target, output.target, error.target]).count == 3)
    }

    @Test("to update, with the limits as JSON on standard input")
    func update() async throws {
        let json = try JSONValue(parsing: #"{"memory":{"limit":1073741824},"pids":{"limit":42}}"#)

        try await client.update(id, OCIResources(json: json))

        let input = try #require(try runtime.records().first?.descriptors.first)
        #expect(try JSONValue(parsing: try #require(input.contents)) == json)
    }

    @Test("to execute, with the process as JSON in a file in memory that only its owner may open")
    func exec() async throws {
        var process = OCIProcess()
        process.arguments = ["/bin/true", "secret", "ü\"\\\n"]
        process.user = OCIUser(uid: 7, gid: 8, additionalGroups: [9])

        _ = try await client.exec(process, in: id)

        let file = try #require(try runtime.records().first?.descriptors.last)
        #expect(try JSONValue(parsing: try #require(file.contents)) == process.json)
        #expect(file.permissions == 0o600)
        #expect(file.target.hasPrefix("/memfd:"))
    }

    @Test("to create and to run, with preserved descriptors from 3 on")
    func preserved() async throws {
        let files = try ["one", "two"].map { try MemoryFile.make(name: $0, contents: Array($0.utf8)) }
        defer { for file in files { file.closeIgnoringErrors() } }
        var options = CreateOptions()
        options.preservedDescriptors = files

        try await client.create(id, bundle: "/b", options: options)
        _ = try await client.run(id, bundle: "/b", options: RunOptions(creation: options))

        for record in try runtime.records() {
            #expect(record.descriptors.map(\.number) == [0, 1, 2, 3, 4])
            #expect(record.descriptors.suffix(2).map(\.contents) == ["one", "two"])
        }
    }

    @Test("to save, with the status descriptor as 3")
    func status() async throws {
        let file = try MemoryFile.make(name: "status", contents: Array("s".utf8))
        defer { file.closeIgnoringErrors() }
        var options = CheckpointOptions()
        options.statusDescriptor = file

        try await client.checkpoint(id, options: options)

        let record = try #require(try runtime.records().first)
        #expect(record.descriptors.map(\.number) == [0, 1, 2, 3])
        #expect(record.descriptors.last?.contents == "s")
    }

    @Test("with null devices of its own that can be read and written", arguments: [1, 2])
    func null(times: Int) async throws {
        try runtime.play(.copyInput, .output("x"), .error("y"))

        for _ in 0..<times { #expect(try await client.run(id, bundle: "/b", io: .null) == .exited(0)) }

        for record in try runtime.records() {
            #expect(record.descriptors.count == 3)
            #expect(record.descriptors.allSatisfy { $0.isNull && $0.flags & O_ACCMODE == O_RDWR })
            #expect(record.descriptors.allSatisfy { $0.target != "/dev/null" })
        }
    }

    @Test("with the caller's descriptors, in any order")
    func givenDescriptors() async throws {
        let files = try ["0", "1", "2"].map { try MemoryFile.make(name: $0, contents: Array($0.utf8)) }
        defer { for file in files { file.closeIgnoringErrors() } }

        _ = try await client.run(
            id, bundle: "/b", io: .descriptors(input: files[2], output: files[0], error: files[1]))

        let record = try #require(try runtime.records().first)
        #expect(record.descriptors.map(\.contents) == ["2", "0", "1"])
        let areOpen = files.map(\.isOpen)
        #expect(areOpen == [true, true, true])
    }
}
