/// A JSON number, kept as its text so that no digit is lost on the way through.
public struct JSONNumber: Sendable, Hashable {
    /// The number as written, a valid JSON number.
    public let text: String

    /// A number whose text is already known to be valid JSON.
    init(validated text: String) { self.text = text }

    /// An integer.
    public init(_ value: some FixedWidthInteger) { text = String(value) }

    /// A floating-point number; nil for infinities and NaN, which JSON cannot say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = value.description
    }

    /// The number as an integer; nil when it has a fraction or an exponent (`1.0`, `1e3`), or does not fit `T`.
    public func integer<T: FixedWidthInteger>(as type: T.Type = T.self) -> T? {
        T(text)
    }

    /// The number as floating point, rounded to the nearest.
    public var double: Double? { Double(text) }
}
