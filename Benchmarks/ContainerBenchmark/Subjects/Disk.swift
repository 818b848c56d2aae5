/// What waiting for a disk adds: the same lives with the depot on tmpfs and on a disk, in turns.
struct Disk {
    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        var (memory, disk) = (Times(), Times())
        try await ServerUnderTest.running(setting, runtime: Setting.reference, tag: "m") { first in
            try await ServerUnderTest.running(
                setting, runtime: Setting.reference, tag: "d", below: setting.disk
            ) { second in
                try await first.create(["first"])
                try await second.create(["first"])
                for round in 0..<setting.rounds {
                    try await live("\(round)", first, &memory)
                    try await live("\(round)", second, &disk)
                }
            }
        }
        Table.values("a depot on a disk, \(Setting.reference) plugged in")
        report("create", memory.create, disk.create)
        report("destroy", memory.destroy, disk.destroy)
    }

    private struct Times {
        var create = Samples()
        var destroy = Samples()
    }

    private func live(_ name: String, _ server: ServerUnderTest, _ times: inout Times) async throws {
        try await times.create.measure { _ = try await server.create(name) }
        try await times.destroy.measure { try await server.destroy([name]) }
    }

    private func report(_ name: String, _ memory: Samples, _ disk: Samples) {
        guard let fast = memory.median, let slow = disk.median else { return }
        Table.value("\(name), tmpfs", fast, "ms")
        Table.value("\(name), disk", slow, "ms", remark: "\(Int(((slow / fast - 1) * 100).rounded())) % more")
    }
}
