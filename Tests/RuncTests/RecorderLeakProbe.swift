import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import Runc
import RuncCommand
import SystemPackage
import Testing

/// Makes calls that end in every way, in a process that does nothing else, and looks at what is left.
struct RecorderLeakProbe {
    private enum Ending: Int, CaseIterable {
        case success, failure, malformed, signal, cancelled, cancelledBefore, missing, pipes, abandoned
    }

    let runtime: RecorderRuntime
    private var client: RuncClient { runtime.client }

    init(runtime: RecorderRuntime) { self.runtime = runtime }

    func run(calls: Int) async throws {
        // What is opened once and for all is open then.
        for number in 0..<Ending.allCases.count { try await call(number) }
        try await foldersAreGone()
        let before = try openFiles()

        for number in 0..<calls { try await call(number) }
        try await foldersAreGone()

        #expect(try openFiles() == before)
        #expect(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD)
        // Those of the warm-up included; one that is not there is not started, nor is one that was cancelled before.
        #expect(try runtime.records().count > calls / 2)
    }

    private func call(_ number: Int) async throws {
        let calls = RecorderCall.all
        let call = calls[number % calls.count]
        // Each round of calls meets other ends.
        let endings = Ending.allCases
        let ending = endings[(number + number / calls.count) % endings.count]
        switch ending {
        case .success:
            try runtime.play(.output(call.answer))
            try await call.make(client)
        case .failure: try await fails(call, .output("x"), .fill(descriptor: 2, bytes: 100_000), .exit(3))
        case .malformed:
            try runtime.play(.output("x"))
            do {
                try await call.make(client)
            } catch RuncError.malformedOutput {
                // As it should be, for those whose answer counts.
            }
        case .signal: try await fails(call, .signal(15))
        case .cancelled: try await cancel(call)
        case .cancelledBefore: try await cancelBefore(call)
        case .missing: try await isMissing(call)
        case .pipes: try await pipes()
        case .abandoned: try await abandon()
        }
    }

    private func fails(_ call: RecorderCall, _ script: RecorderStep...) async throws {
        try runtime.play(script)
        await #expect(throws: RuncError.self) { try await call.make(client) }
    }

    private func cancel(_ call: RecorderCall) async throws {
        try runtime.play(.wait)
        let before = starts(in: runtime.monitor.events.entries)
        let task = Task { try await call.make(client) }
        await runtime.monitor.events.wait { starts(in: $0) > before }
        task.cancel()
        await #expect(throws: RuncError.cancelled) { try await task.value }
    }

    private func cancelBefore(_ call: RecorderCall) async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await call.make(client)
        }
        await #expect(throws: RuncError.cancelled) { try await task.value }
    }

    private func isMissing(_ call: RecorderCall) async throws {
        var client = client
        client.configuration.executable = "/nowhere/runc"
        await #expect(throws: RuncError.self) { try await call.make(client) }
    }

    /// One end is used, one is taken and closed, one is nobody's.
    private func pipes() async throws {
        try runtime.play(.output("out"))
        let pipes = try StandardPipes()
        try pipes.takeOutput()?.close()
        let error = AsyncDescriptor(owning: try #require(pipes.takeError()), system: client.system)
        // Nobody reads its output.
        #expect(try await client.run(runtime.id, bundle: "/b", io: .null) == .exited(0))
        await #expect(throws: RuncError.self) {
            _ = try await client.run(runtime.id, bundle: "/b", io: .pipes(pipes))
        }
        #expect(try await error.read(upTo: 100).isEmpty)
        error.close()
    }

    private func abandon() async throws {
        try runtime.play(.output(RecorderCall.event), .wait)
        for try await _ in try client.events(of: runtime.id) { break }
    }

    private func starts(in events: [WatchedMonitor.Event]) -> Int {
        events.count { if case .started = $0 { true } else { false } }
    }

    /// Runtimes that nobody listens to any more end by and by.
    private func foldersAreGone() async throws {
        let watch = AsyncDescriptor(
            owning: try FolderWatch.makeDescriptor(client.temporaryFolder), system: client.system)
        defer { watch.close() }
        while try !runtime.leftovers().isEmpty { _ = try await watch.read(upTo: 4096) }
    }

    private func openFiles() throws -> [String] {
        let folder = FilePath("/proc/self/fd")
        return try Files.entries(of: folder).compactMap { name in
            do {
                let file = try Files.readLink(folder.appending(name))
                // Whoever removes an abandoned call's folder has this one open until a moment after that is gone.
                return file == client.temporaryFolder ? nil : "\(name) \(file)"
            } catch let error as LinuxError where error.errno == .noSuchFileOrDirectory {
                // It was the one that the folder was read by.
                return nil
            }
        }.sorted()
    }
}
