import Garden
import GardenClient
import Linux
import SystemPackage

/// What a process writes, on its way to those who read it.
struct Outputs {
    private static let piece = 64 * 1024
    private static let large = 1 << 30
    private static let shared = 256 << 20

    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        try await ServerUnderTest.running(setting, runtime: Setting.ownRuntime, tag: "o") { server in
            let container = server.backend.assumedContainer(try await server.create("writer"))
            var (pipe, stream) = (Samples(), Samples())
            for _ in 0..<min(setting.rounds, 3) {
                try await pipe.measure {
                    try await setting.run("/bin/sh", ["-c", "\(Self.pour(Self.large)) | cat >/dev/null"])
                }
                try await stream.measure { try await readAll(Self.large, from: container) }
            }
            Table.values("1 GiB that a process writes; every byte was counted")
            report("process stream", stream, Self.large)
            report("the same through a pipe and cat", pipe, Self.large)
            if let ours = stream.median, let other = pipe.median { Table.value("ratio", other / ours, "") }
            try await measureSlowReader(container)
        }
    }

    /// One caller reads all that comes, in turns alone and beside one that takes a piece now and then.
    private func measureSlowReader(_ container: any Container) async throws {
        var (alone, beside) = (Samples(), Samples())
        var slow = 0
        for _ in 0..<min(setting.rounds, 3) {
            try await alone.measure { try await readAll(Self.shared, from: container) }
            try await beside.measure { slow = try await readAllBesideSlow(container) }
        }
        Table.values("256 MiB that a process writes")
        report("one reader", alone, Self.shared)
        report("the same beside a slow one", beside, Self.shared)
        Table.value("what the slow one had got by then", Double(slow) / 1e6, "MB")
    }

    /// Reads all that a process writes, and its end.
    private func readAll(_ count: Int, from container: any Container) async throws {
        let process = try await container.run(Self.writer(of: count))
        let received = try await Self.drain(process.standardOutput)
        guard try await process.wait() == 0, received == count else {
            throw BenchmarkError("\(received) bytes of \(count) came")
        }
    }

    /// - Returns: how much the slow one had got when the other had all.
    private func readAllBesideSlow(_ container: any Container) async throws -> Int {
        var spec = Self.writer(of: Self.shared, after: "read go;")
        spec.id = "shared"
        let process = try await container.run(spec)
        let other = try await container.attach(process.id)
        let slow = Task {
            var received = 0
            while !Task.isCancelled {
                let bytes = try await other.standardOutput.read()
                if bytes.isEmpty { break }
                received += bytes.count
                do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
            }
            return received
        }
        try await process.writeStandardInput(Array("go\n".utf8))
        let received = try await Self.drain(process.standardOutput)
        guard try await process.wait() == 0, received == Self.shared else {
            throw BenchmarkError("\(received) bytes of \(Self.shared) came beside a slow reader")
        }
        slow.cancel()
        await other.detach()
        return try await slow.value
    }

    private static func drain(_ output: any ProcessOutput) async throws -> Int {
        var received = 0
        while true {
            let bytes = try await output.read()
            if bytes.isEmpty { return received }
            received += bytes.count
        }
    }

    private static func pour(_ count: Int) -> String {
        "dd if=/dev/zero bs=\(piece) count=\(count / piece) 2>/dev/null"
    }

    private static func writer(of count: Int, after first: String = "") -> ProcessSpec {
        ProcessSpec(path: "/bin/sh", arguments: ["-c", "\(first) exec \(pour(count))"])
    }

    private func report(_ name: String, _ samples: Samples, _ bytes: Int) {
        Table.value(name, samples.median.map { Double(bytes) / 1e3 / $0 }, "MB/s")
    }
}
