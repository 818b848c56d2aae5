import SystemPackage

/// Runs a filter as the kernel does, with a call of any architecture (linux/filter.h, struct seccomp_data).
struct PacketFilter {
    let program: [UInt8]

    /// What the filter returns; nil when it does something that seccomp(2) does not take.
    func answer(architecture: UInt32, number: UInt32, arguments: [UInt64] = []) -> UInt32? {
        var data: [UInt32] = [number, architecture, 0, 0]
        for index in 0..<6 {
            let value = index < arguments.count ? arguments[index] : 0
            data += [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
        }
        var (accumulator, place): (UInt32, Int) = (0, 0)
        while place * 8 < program.count {
            let instruction = Instruction(program, at: place)
            place += 1
            let value = instruction.value
            switch instruction.code {
            case 0x20: accumulator = data[Int(value) / 4]
            case 0x54: accumulator &= value
            case 0x05: place += Int(value)
            case 0x15: place += instruction.jump(accumulator == value)
            case 0x25: place += instruction.jump(accumulator > value)
            case 0x35: place += instruction.jump(accumulator >= value)
            case 0x45: place += instruction.jump(accumulator & value != 0)
            case 0x06: return value
            default: return nil
            }
        }
        return nil
    }

    private struct Instruction {
        let code: UInt16
        let yes: UInt8
        let no: UInt8
        let value: UInt32

        init(_ program: [UInt8], at place: Int) {
            (code, yes, no, value) = program.withUnsafeBytes { raw in
                (
                    raw.loadUnaligned(fromByteOffset: place * 8, as: UInt16.self), raw[place * 8 + 2],
                    raw[place * 8 + 3], raw.loadUnaligned(fromByteOffset: place * 8 + 4, as: UInt32.self)
                )
            }
        }

        func jump(_ condition: Bool) -> Int { Int(condition ? yes : no) }
    }
}
