import Testing

@testable import Cgroups

@Suite("A program about devices")
struct DeviceProgramTests {
    private static let typical = [DeviceRule(allow: false)] + DeviceRule.alwaysAllowed
    private static let mostly = [
        DeviceRule(allow: true), DeviceRule(allow: false, .block, 8, access: .write),
        DeviceRule(allow: false, .character, 10, 229),
    ]

    @Test(
        "answers as the rules say",
        arguments: [
            (typical, DeviceUse(.character, 1, 3, [.read, .write]), true),
            (typical, DeviceUse(.character, 1, 3, .all), true),
            (typical, DeviceUse(.character, 1, 4, .read), false),
            (typical, DeviceUse(.character, 1, 4, .make), true),
            (typical, DeviceUse(.character, 1, 4, [.make, .read]), false),
            (typical, DeviceUse(.character, 136, 70_000, [.read, .write]), true),
            (typical, DeviceUse(.block, 136, 1, .read), false),
            (typical, DeviceUse(.block, 8, 0, .make), true),
            (typical, DeviceUse(.block, 1, 3, [.read]), false),
            (mostly, DeviceUse(.block, 8, 1, .read), true),
            (mostly, DeviceUse(.block, 8, 1, [.read, .write]), false),
            (mostly, DeviceUse(.block, 9, 1, .write), true),
            (mostly, DeviceUse(.character, 8, 1, .write), true),
            (mostly, DeviceUse(.character, 10, 229, .make), false),
            (mostly, DeviceUse(.character, 10, 228, .all), true),
            ([], DeviceUse(.character, 1, 3, .read), false),
            ([DeviceRule(allow: true)], DeviceUse(.character, 1, 3, .all), true),
            ([DeviceRule(allow: true, .block, nil, 7)], DeviceUse(.block, 1, 7, .all), true),
            ([DeviceRule(allow: true, .block, nil, 7)], DeviceUse(.block, 7, 1, .all), false),
        ])
    func answers(rules: [DeviceRule], use: DeviceUse, expected: Bool) throws {
        let program = DeviceProgram(try DeviceAccess(rules))

        #expect(try BytecodeMachine.run(program.instructions, use) == expected)
    }

    @Test("has a few instructions for each exception")
    func size() throws {
        let program = DeviceProgram(try DeviceAccess(Self.typical))

        #expect(program.instructions.count == 64)
        #expect(DeviceProgram(DeviceAccess(allowsByDefault: true)).instructions.count == 8)
        // r2 = *(u32 *)(r1 + 0); r0 = 1; exit
        #expect(DeviceProgram(DeviceAccess(allowsByDefault: true)).instructions.first == 0x0000_0000_0000_1261)
        #expect(
            DeviceProgram(DeviceAccess(allowsByDefault: true)).instructions.suffix(2) == [0x1_0000_00B4, 0x95])
    }
}

/// What a process wants of a device.
struct DeviceUse: Sendable {
    let kind: DeviceRule.Kind
    let major: UInt32
    let minor: UInt32
    let access: DeviceRule.Access

    init(_ kind: DeviceRule.Kind, _ major: UInt32, _ minor: UInt32, _ access: DeviceRule.Access) {
        (self.kind, self.major, self.minor, self.access) = (kind, major, minor, access)
    }

    /// `bpf_cgroup_dev_ctx` of linux/bpf.h.
    var context: [UInt32] { [UInt32(access.rawValue) << 16 | (kind == .block ? 1 : 2), major, minor] }
}

/// As much of the kernel's machine as such programs need: what else they have is a mistake.
enum BytecodeMachine {
    struct Fault: Error {
        let instruction: UInt64
    }

    static func run(_ program: [UInt64], _ use: DeviceUse) throws -> Bool {
        var registers = [UInt32](repeating: 0xDEAD_BEEF, count: 11)
        var counter = 0
        while program.indices.contains(counter) {
            let instruction = program[counter]
            counter += 1
            let (target, source) = (Int(instruction >> 8 & 0xF), Int(instruction >> 12 & 0xF))
            let offset = Int(Int16(truncatingIfNeeded: instruction >> 16))
            let constant = UInt32(truncatingIfNeeded: instruction >> 32)
            switch instruction & 0xFF {
            case 0x61:
                guard source == 1, offset % 4 == 0, use.context.indices.contains(offset / 4) else {
                    throw Fault(instruction: instruction)
                }
                registers[target] = use.context[offset / 4]
            case 0x54: registers[target] &= constant
            case 0x74: registers[target] >>= constant
            case 0xBC: registers[target] = registers[source]
            case 0xB4: registers[target] = constant
            case 0x56: if registers[target] != constant { counter += offset }
            case 0x16: if registers[target] == constant { counter += offset }
            case 0x95: return registers[0] == 1
            default: throw Fault(instruction: instruction)
            }
        }
        throw Fault(instruction: 0)
    }
}
