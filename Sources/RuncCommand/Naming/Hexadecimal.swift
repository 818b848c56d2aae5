/// Bytes in hexadecimal.
enum Hexadecimal {
    /// The two upper-case digits of `byte`.
    static func digits(of byte: UInt8) -> [UInt8] { [digit(byte >> 4), digit(byte & 0x0F)] }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
