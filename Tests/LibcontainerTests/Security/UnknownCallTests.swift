import OCI
import Testing

@testable import Libcontainer

/// By a filter that is run here, because a call of another architecture cannot be made everywhere.
@Suite("Calls that are newer than a profile")
struct UnknownCallTests {
    private static let x86: UInt32 = 0x4000_0003
    private static let amd64: UInt32 = 0xC000_003E
    private static let arm64: UInt32 = 0xC000_00B7
    private static let x32: UInt32 = 1 << 30
    private static let missing: UInt32 = 0x0005_0026
    private static let refused: UInt32 = 0x0005_0001
    private static let allowed: UInt32 = 0x7FFF_0000

    private func filter(
        _ names: [String], byDefault: OCISeccomp.Action = .error, number: UInt32? = nil,
        architectures: [String] = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64"]
    ) throws -> PacketFilter {
        let profile = OCISeccomp(
            defaultAction: byDefault, defaultErrorNumber: number, architectures: architectures,
            rules: [OCISeccomp.Rule(names, byDefault == .allow ? .error : .allow)])
        return PacketFilter(program: try SeccompCompiler.compile(profile))
    }

    /// Numbers (syscall_64.tbl and its likes): openat2 is 437 everywhere, getpid 39, 20 and 172, statx 332, 383 and 291.
    @Test(
        "do not exist, on every architecture of the profile",
        arguments: [
            (amd64, 437, allowed), (amd64, 39, allowed), (amd64, 332, refused), (amd64, 438, missing),
            (amd64, 0x3FFF_FFFF, missing), (x86, 437, allowed), (x86, 20, allowed), (x86, 383, refused),
            (x86, 438, missing), (x86, 0xFFFF_FFFF, missing), (amd64, x32 | 437, allowed), (amd64, x32 | 39, allowed),
            (amd64, x32 | 332, refused), (amd64, x32 | 438, missing), (amd64, x32 | 600, missing),
            (arm64, 437, allowed), (arm64, 172, allowed), (arm64, 291, refused), (arm64, 438, missing),
        ] as [(UInt32, UInt32, UInt32)])
    func newer(architecture: UInt32, number: UInt32, expected: UInt32) throws {
        let filter = try filter(["getpid", "openat2"])

        #expect(filter.answer(architecture: architecture, number: number) == expected)
    }

    @Test("of an architecture that the profile does not name end the thread, as the library has it")
    func otherArchitecture() throws {
        let filter = try filter(["getpid"], architectures: ["SCMP_ARCH_X86_64"])

        #expect(filter.answer(architecture: Self.arm64, number: 9999) == 0)
        #if arch(x86_64)
            #expect(filter.answer(architecture: Self.amd64, number: Self.x32 | 9999) == 0)
        #endif
    }

    @Test("do not exist on the machine's own architecture when the profile names none")
    func noArchitecture() throws {
        let filter = try filter(["getpid"], architectures: [])

        #if arch(x86_64)
            #expect(filter.answer(architecture: Self.amd64, number: 40) == Self.missing)
            #expect(filter.answer(architecture: Self.amd64, number: 38) == Self.refused)
        #else
            #expect(filter.answer(architecture: Self.arm64, number: 173) == Self.missing)
            #expect(filter.answer(architecture: Self.arm64, number: 171) == Self.refused)
        #endif
    }

    @Test(
        "get the default action where it lets them through, or is ENOSYS already",
        arguments: [
            (OCISeccomp.Action.allow, nil, allowed), (.log, nil, 0x7FFC_0000), (.trace, nil, 0x7FF0_0001),
            (.error, 38, missing),
        ] as [(OCISeccomp.Action, UInt32?, UInt32)])
    func noStub(action: OCISeccomp.Action, number: UInt32?, expected: UInt32) throws {
        let profile = OCISeccomp(
            defaultAction: action, defaultErrorNumber: number, architectures: ["SCMP_ARCH_X86_64"], rules: [])

        #expect(UnknownCallStub(profile, [Self.amd64]).program.isEmpty)
        let filter = try filter(["getpid"], byDefault: action, number: number)
        #expect(filter.answer(architecture: Self.amd64, number: 9999) == expected)
    }

    @Test("do not exist whatever else the default action is", arguments: [OCISeccomp.Action.kill, .killProcess, .trap])
    func otherDefaults(action: OCISeccomp.Action) throws {
        let filter = try filter(["getpid"], byDefault: action)

        #expect(filter.answer(architecture: Self.amd64, number: 9999) == Self.missing)
    }

    @Test("do not exist where a profile names nothing that its architecture has")
    func nothingNamed() {
        let profile = OCISeccomp(defaultAction: .error, architectures: [], rules: [.init(["no_such_call"], .allow)])

        #expect(UnknownCallStub(profile, [Self.amd64]).program.isEmpty)
    }

    @Test("are told from others in a profile with many names, which is made as a tree")
    func tree() throws {
        let names = [
            "read", "open", "close", "stat", "fstat", "lstat", "poll", "lseek", "mmap", "mprotect", "munmap", "brk",
            "ioctl", "pread64", "pwrite64", "readv", "writev", "access", "pipe", "select", "mremap", "msync", "mincore",
            "madvise", "shmget", "shmat", "shmctl", "dup", "dup2", "pause", "nanosleep", "getitimer", "alarm", "getpid",
        ]
        let filter = try filter(names, architectures: ["SCMP_ARCH_X86_64"])

        let answers = (0..<60).map { filter.answer(architecture: Self.amd64, number: UInt32($0)) }
        // write, rt_sigaction, rt_sigprocmask, rt_sigreturn and sched_yield are not named.
        let expected = (0..<60).map { number -> UInt32 in
            if number > 39 { return Self.missing }
            return [1, 13, 14, 15, 24, 38].contains(number) ? Self.refused : Self.allowed
        }
        #expect(answers == expected)
    }
}
