/// A program for the kernel's version 2, where devices are a matter of BPF: it says yes or no to each use of a device.
///
/// Instructions are those of Documentation/bpf/standardization/instruction-set.rst; the program's argument is a
/// `bpf_cgroup_dev_ctx` of linux/bpf.h.
struct DeviceProgram: Hashable {
    /// Eight bytes each, as the kernel has them.
    private(set) var instructions: [UInt64] = []

    private static let deny: UInt32 = 0
    private static let allow: UInt32 = 1

    init(_ access: DeviceAccess) {
        // r2: the kind; r3: the access; r4: the major, r5: the minor number.
        add(.load, to: 2, from: 1, offset: 0)
        add(.and, to: 2, constant: 0xFFFF)
        add(.load, to: 3, from: 1, offset: 0)
        add(.shiftRight, to: 3, constant: 16)
        add(.load, to: 4, from: 1, offset: 4)
        add(.load, to: 5, from: 1, offset: 8)
        for (devices, exception) in access.sortedExceptions {
            addException(devices, exception, allow: !access.allowsByDefault)
        }
        addAnswer(access.allowsByDefault)
    }

    /// `if it is one of these { return the answer }`
    private mutating func addException(
        _ devices: DeviceAccess.Devices, _ access: DeviceRule.Access, allow: Bool
    ) {
        var jumps: [Int] = []
        func jump(_ operation: Operation, _ register: UInt64, _ constant: UInt32, in program: inout DeviceProgram) {
            jumps.append(program.instructions.count)
            program.add(operation, to: register, constant: constant)
        }
        jump(.jumpIfOther, 2, devices.kind == .block ? 1 : 2, in: &self)
        if access != .all {
            add(.move, to: 1, from: 3, offset: 0)
            // Allowed is what asks for nothing else; denied is what asks for any of it.
            let mask = allow ? DeviceRule.Access.all.subtracting(access) : access
            add(.and, to: 1, constant: UInt32(mask.rawValue))
            jump(allow ? .jumpIfOther : .jumpIfSame, 1, 0, in: &self)
        }
        if let major = devices.major { jump(.jumpIfOther, 4, major, in: &self) }
        if let minor = devices.minor { jump(.jumpIfOther, 5, minor, in: &self) }
        addAnswer(allow)
        for index in jumps {
            instructions[index] |= UInt64(instructions.count - index - 1) << 16
        }
    }

    private mutating func addAnswer(_ isAllowed: Bool) {
        add(.set, to: 0, constant: isAllowed ? Self.allow : Self.deny)
        add(.exit, to: 0, constant: 0)
    }

    /// The operations that are needed, all of them on 32 bits.
    enum Operation: UInt64 {
        case load = 0x61
        case and = 0x54
        case shiftRight = 0x74
        case move = 0xBC
        case set = 0xB4
        case jumpIfOther = 0x56
        case jumpIfSame = 0x16
        case exit = 0x95
    }

    private mutating func add(_ operation: Operation, to target: UInt64, constant: UInt32) {
        instructions.append(operation.rawValue | target << 8 | UInt64(constant) << 32)
    }

    private mutating func add(_ operation: Operation, to target: UInt64, from source: UInt64, offset: UInt64) {
        instructions.append(operation.rawValue | target << 8 | source << 12 | offset << 16)
    }
}
