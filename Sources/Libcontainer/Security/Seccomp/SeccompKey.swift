import CSeccomp
import Glibc
import OCI

/// All that a program is made from, so that two are the same exactly if their keys are.
struct SeccompKey {
    /// Everything, one after the other; compared as a whole, so that no two profiles can be taken for one another.
    private(set) var bytes: [UInt8] = []

    /// Raised when programs are made in another way.
    private static let version: UInt32 = 1

    init(_ profile: OCISeccomp) {
        bytes.reserveCapacity(16 << 10)
        add(Self.version)
        add(seccomp_arch_native())
        add(SeccompWords.libraryVersion)
        // The library asks the kernel what it knows.
        add(Self.kernel)
        add(profile)
    }

    /// Where the program is in a folder of them.
    var name: String {
        let digits = String(Checksum.of(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static var kernel: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "" }
        return withUnsafeBytes(of: &names.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private mutating func add(_ profile: OCISeccomp) {
        add(profile.defaultAction.rawValue)
        add(profile.defaultErrorNumber)
        add(profile.architectures)
        add(profile.flags ?? ["-"])
        add(UInt32(profile.rules.count))
        for rule in profile.rules {
            add(rule.action.rawValue)
            add(rule.errorNumber)
            add(rule.names)
            add(UInt32(rule.arguments.count))
            for argument in rule.arguments {
                add(argument.index)
                withUnsafeBytes(of: (argument.value, argument.valueTwo)) { bytes += $0 }
                add(argument.comparison)
            }
        }
    }

    private mutating func add(_ strings: [String]) {
        add(UInt32(strings.count))
        for string in strings { add(string) }
    }

    private mutating func add(_ string: String) {
        add(UInt32(string.utf8.count))
        bytes += string.utf8
    }

    private mutating func add(_ number: UInt32?) {
        bytes.append(number == nil ? 0 : 1)
        add(number ?? 0)
    }

    private mutating func add(_ number: UInt32) {
        withUnsafeBytes(of: number) { bytes += $0 }
    }
}

/// Finds damage: whatever the bytes are, another byte anywhere makes another sum. No secret, and no hindrance to whoever
/// makes bytes to a sum.
enum Checksum {
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func of(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { of($0[...]) } }

    static func of(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        var sum = UInt64(truncatingIfNeeded: bytes.count) &* factor
        // Every step can be undone, so that a difference never goes away.
        func add(_ word: UInt64) {
            sum = (sum ^ word) &* factor
            sum ^= sum >> 29
        }
        let words = bytes.count / 8
        for index in 0..<words { add(bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
        for byte in bytes.dropFirst(words * 8) { add(UInt64(byte)) }
        return sum
    }
}
