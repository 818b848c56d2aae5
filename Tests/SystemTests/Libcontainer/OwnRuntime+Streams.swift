import Linux
import OCI
import SystemPackage
import Testing

/// A call of the program with streams of the test's.
struct OwnCall {
    /// What it is told, behind the root.
    var arguments: [String]
    /// Of number 0 and so on; they stay the test's.
    var descriptors: [FileDescriptor?] = [nil, nil, nil]
    /// Variables beside PATH.
    var environment: [String] = []
    /// What a shell does before it becomes the program; empty: there is none.
    var shell = ""

    init(_ arguments: String...) { self.arguments = arguments }
}

extension OwnRuntime {
    /// Starts a call, in a session of its own.
    func start(_ call: OwnCall) throws -> RunningOwnCall {
        let words = ["gdn-runc", "--root", root.string] + call.arguments
        var request = SpawnRequest(executable: program, arguments: words)
        if !call.shell.isEmpty {
            let script = call.shell + "; exec " + program.string + " \"$@\""
            request = SpawnRequest(executable: "/bin/sh", arguments: ["sh", "-c", script] + words)
        }
        request.environment = ["PATH=/usr/bin:/bin"] + call.environment
        request.workingDirectory = bundle
        request.descriptors = call.descriptors
        request.newSession = true
        return RunningOwnCall(try Spawn.start(request))
    }

    /// Makes a call with a pipe for its standard output, and its errors in it.
    ///
    /// - Parameter input: nil: nothing is to be read.
    func output(_ call: OwnCall, input: FileDescriptor? = nil) throws -> (status: Int32, text: String) {
        var call = call
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        call.descriptors.replaceSubrange(0..<3, with: [input, pipe.write, pipe.write])
        let running: RunningOwnCall
        do {
            defer { pipe.write.closeIgnoringErrors() }
            running = try start(call)
        }
        let text = try pipe.read.readAll()
        return (try running.status(), text)
    }

    /// A devpts and the folder that it is in, as terminals need.
    static func addTerminals(_ spec: inout RuntimeSpec) {
        spec.mounts += [
            OCIMount(destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"]),
            OCIMount(
                destination: "/dev/pts", type: "devpts", source: "devpts",
                options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
        ]
    }
}

/// A call that was started. Its end has to be asked for.
struct RunningOwnCall {
    let process: SpawnedProcess

    init(_ process: SpawnedProcess) { self.process = process }

    func send(_ number: Int32) throws { try PIDDescriptor.send(Signal(rawValue: number), to: process.pidfd) }

    /// Waits for its end; one that does not come is killed.
    func status() throws -> Int32 {
        defer { process.pidfd.closeIgnoringErrors() }
        if try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)], milliseconds: 60_000)[0].isEmpty {
            Issue.record("the call does not end")
            try PIDDescriptor.send(.kill, to: process.pidfd)
            _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
        }
        return try #require(try PIDDescriptor.reap(process.pidfd)).code
    }
}

extension FileDescriptor {
    /// What there is until the end; of a terminal until nobody has its other side.
    func readAll() throws -> String {
        var bytes: [UInt8] = []
        while let more = try readMore(), !more.isEmpty { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What there is until so many lines are there, or the end.
    func readLines(_ count: Int) throws -> String {
        var bytes: [UInt8] = []
        while bytes.filter({ $0 == UInt8(ascii: "\n") }).count < count, let more = try readMore(), !more.isEmpty {
            bytes += more
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func readMore() throws -> [UInt8]? {
        if try DescriptorPoll.wait([DescriptorPoll.Entry(self)], milliseconds: 60_000)[0].isEmpty {
            Issue.record("nothing comes")
            return nil
        }
        do {
            return try readNow(upTo: 4096)
        } catch {
            guard error.errno == .ioError else { throw error }
            return nil
        }
    }
}
