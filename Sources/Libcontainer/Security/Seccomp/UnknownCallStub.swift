import CSeccomp
import Linux
import OCI

/// What is put before a program, so that calls which are newer than all those that the profile names do not exist
/// (ENOSYS), instead of being refused: C libraries try a new call and do without it when there is none.
///
/// As runc does it. The author of a profile cannot have thought of calls that came after those named in it; holes below
/// the newest one get the default action all the same.
struct UnknownCallStub {
    /// The instructions, 8 bytes each; none when the profile needs none.
    private(set) var program: [UInt8] = []

    private static let noSuchCall: UInt32 = 38
    /// The bit of all numbers of x32 (__X32_SYSCALL_BIT), which is an architecture of its own only for the library.
    private static let x32Bit: UInt32 = 1 << 30

    /// The newest call of one architecture of the kernel's; with two kinds of numbers on x86_64.
    private struct Newest {
        let machine: UInt32
        var ordinary: UInt32?
        var x32: UInt32?
    }

    /// - Parameter architectures: the library's numbers of those that the filter is for.
    init(_ profile: OCISeccomp, _ architectures: [UInt32]) {
        guard Self.isNeeded(profile) else { return }
        var all: [Newest] = []
        for architecture in architectures {
            guard let number = Self.newest(in: profile, architecture) else { continue }
            let isX32 = architecture == cseccomp_arch_x32
            let machine = isX32 ? cseccomp_arch_x86_64 : architecture
            let index = all.firstIndex { $0.machine == machine } ?? all.endIndex
            if index == all.endIndex { all.append(Newest(machine: machine)) }
            if isX32 { all[index].x32 = number } else { all[index].ordinary = number }
        }
        if !all.isEmpty { assemble(all) }
    }

    private static func isNeeded(_ profile: OCISeccomp) -> Bool {
        switch profile.defaultAction {
        // A tracer is asked for new calls too.
        case .allow, .log, .trace: false
        case .error: profile.defaultErrorNumber != noSuchCall
        default: true
        }
    }

    private static func newest(in profile: OCISeccomp, _ architecture: UInt32) -> UInt32? {
        var newest: Int32 = 0
        for rule in profile.rules {
            for name in rule.names { newest = max(newest, seccomp_syscall_resolve_name_arch(architecture, name)) }
        }
        return newest > 0 ? UInt32(newest) : nil
    }

    // MARK: instructions (linux/filter.h, linux/seccomp.h)

    private static let load: UInt16 = 0x20
    private static let jumpIfEqual: UInt16 = 0x15
    private static let jumpIfGreater: UInt16 = 0x25
    private static let jumpIfSet: UInt16 = 0x45
    private static let jump: UInt16 = 0x05
    private static let answer: UInt16 = 0x06
    private static let placeOfNumber: UInt32 = 0
    private static let placeOfArchitecture: UInt32 = 4

    /// For each architecture: is it this one? Is the number greater than the newest? Then there is no such call; else on
    /// to the filter, which begins by itself.
    private mutating func assemble(_ all: [Newest]) {
        let sections = all.map(Self.section)
        var rest = sections.reduce(0) { $0 + $1.count }
        add(Self.load, Self.placeOfArchitecture)
        for section in sections {
            rest -= section.count
            for (index, instruction) in section.enumerated() {
                let isLast = index == section.count - 1
                // The last one leads over the other architectures.
                add(instruction.code, isLast ? UInt32(rest) : instruction.value, instruction.yes, instruction.no)
            }
        }
    }

    private typealias Instruction = (code: UInt16, yes: UInt8, no: UInt8, value: UInt32)

    private static func section(_ newest: Newest) -> [Instruction] {
        let missing: Instruction = (answer, 0, 0, SeccompFilter.Action.errno.rawValue | noSuchCall)
        var tests: [Instruction] = [(load, 0, 0, placeOfNumber)]
        // Numbers of the other kind are not compared: those of x32 are all greater.
        switch (newest.ordinary, newest.x32) {
        case (let ordinary?, let x32?):
            tests += [(jumpIfSet, 2, 0, x32Bit), (jumpIfGreater, 2, 0, ordinary), (jump, 0, 0, 2)]
            tests += [(jumpIfGreater, 0, 1, x32), missing]
        case (let ordinary?, nil) where newest.machine == cseccomp_arch_x86_64:
            tests += [(jumpIfSet, 2, 0, x32Bit), (jumpIfGreater, 0, 1, ordinary), missing]
        case (let ordinary?, nil):
            tests += [(jumpIfGreater, 0, 1, ordinary), missing]
        case (nil, let x32?):
            tests += [(jumpIfSet, 0, 2, x32Bit), (jumpIfGreater, 0, 1, x32), missing]
        case (nil, nil): break
        }
        let body = tests + [(jump, 0, 0, 0)]
        return [(jumpIfEqual, 0, UInt8(body.count), newest.machine)] + body
    }

    private mutating func add(_ code: UInt16, _ value: UInt32, _ yes: UInt8 = 0, _ no: UInt8 = 0) {
        // In the machine's order, as the kernel takes them.
        withUnsafeBytes(of: code) { program += $0 }
        program += [yes, no]
        withUnsafeBytes(of: value) { program += $0 }
    }
}
