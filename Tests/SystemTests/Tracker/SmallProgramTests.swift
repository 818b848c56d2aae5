import Glibc
import Linux
import SystemPackage
import Testing
import TrackerClient

@Suite("The small programs")
struct SmallProgramTests {
    @Test("are static", arguments: ["gdn-init", "gdn-tracker", "gdn-tar", "gdn-runc", "SystemCallProbe"])
    func isStatic(_ name: String) throws {
        let program = try Files.read(try BuiltPrograms.path(of: name), limit: 64 << 20)

        #expect(program.starts(with: [0x7F, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F")]))
        #expect(programHeaderTypes(of: program).isDisjoint(with: [Self.dynamic, Self.interpreter]))
    }

    @Test("init is a few kilobytes: there is one in every container")
    func initSize() throws {
        #expect(try Files.read(try BuiltPrograms.path(of: "gdn-init")).count < 20_000)
    }

    @Test("init reaps whatever is left to it, and ends for no signal but SIGKILL", arguments: Runtime.tracked)
    func initReaps(_ runtime: Runtime) async throws {
        let script = """
            orphan=$(sleep 1000 >/dev/null & echo $!)
            kill -9 $orphan
            for i in $(seq 1000); do kill -0 $orphan 2>/dev/null || exit 7; sleep 0.01; done
            """
        try await TrackerSandbox.use(runtime) { sandbox in
            let initProcess = try await sandbox.create()

            for signal in [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGSEGV, SIGCHLD] {
                #expect(kill(initProcess.rawValue, signal) == 0)
            }
            let inside = try await sandbox.shell("p", "kill -TERM 1; kill -KILL 1")
            _ = try await inside.wait()

            #expect(try await sandbox.shell("q", script).wait() == .exited(7))
        }
    }

    // elf(5): PT_DYNAMIC, PT_INTERP.
    private static let dynamic: UInt32 = 2
    private static let interpreter: UInt32 = 3

    /// The types in the program header table of a 64-bit little-endian file.
    private func programHeaderTypes(of program: [UInt8]) -> Set<UInt32> {
        func number(at offset: Int, bytes: Int) -> Int {
            program[offset..<(offset + bytes)].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        let (table, entrySize, count) = (number(at: 32, bytes: 8), number(at: 54, bytes: 2), number(at: 56, bytes: 2))
        return Set((0..<count).map { UInt32(number(at: table + $0 * entrySize, bytes: 4)) })
    }
}
