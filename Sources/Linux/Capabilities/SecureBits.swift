import CGuardian

/// How the kernel treats the user 0 (capabilities(7), "The securebits flags").
public struct SecureBits: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: Int32
    /// Bits of the kernel.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// SECBIT_NOROOT: an exec as root brings no capabilities.
    public static let noRoot = SecureBits(rawValue: 1 << 0)
    /// SECBIT_NO_SETUID_FIXUP: changing ids changes no capabilities.
    public static let noUserChangeFixUp = SecureBits(rawValue: 1 << 2)
    /// SECBIT_KEEP_CAPS.
    public static let keepCapabilities = SecureBits(rawValue: 1 << 4)
    /// SECBIT_NO_CAP_AMBIENT_RAISE.
    public static let noAmbientRaise = SecureBits(rawValue: 1 << 6)
    /// The locks of all of them.
    public static let locked = SecureBits(rawValue: 0xAA)

    /// Those of the calling thread.
    public static func current() throws(LinuxError) -> SecureBits {
        SecureBits(rawValue: try SystemCall.check("get secure bits", nil, cg_get_secure_bits()))
    }

    /// Makes them the calling thread's; needs CAP_SETPCAP.
    public func apply() throws(LinuxError) {
        try SystemCall.check("set secure bits", "\(rawValue)", cg_set_secure_bits(rawValue))
    }
}
