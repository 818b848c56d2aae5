import SystemPackage
import Testing

@testable import Linux

@Suite("The host's figures")
struct HostFiguresTests {
    @Test("all memory is MemTotal in bytes")
    func memory() throws {
        let text = "MemFree:  1 kB\nMemTotal:        2048 kB\n"

        #expect(try HostMemory.total(in: Array(text.utf8)) == 2_097_152)
    }

    @Test("a file without MemTotal is none", arguments: ["", "MemTotal: 12 MB\n", "MemTotal: x kB\n"])
    func noMemory(text: String) {
        #expect(throws: LinuxError.self) { try HostMemory.total(in: Array(text.utf8)) }
    }

    @Test("this host has memory and disk space")
    func own() throws {
        let space = try FileSystemSpace.of("/tmp")

        #expect(try HostMemory.total() > 0)
        #expect(space.total >= space.free)
        #expect(space.free >= space.available)
        #expect(throws: LinuxError.self) { try FileSystemSpace.of("/nowhere") }
    }
}
