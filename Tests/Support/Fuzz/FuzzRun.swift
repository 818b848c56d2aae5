import Foundation

/// Which cases a fuzz test runs. The environment may say so: `GUARDIAN_FUZZ_CASES` and `GUARDIAN_FUZZ_SEED`, and
/// `GUARDIAN_FUZZ_FIRST`, the number of the first one, which together with one case repeats a failure. Tests whose cases
/// take longer have a name of their own in place of `FUZZ`.
public struct FuzzRun: Sendable {
    public let seed: UInt64
    /// The numbers of the cases.
    public let cases: Range<Int>

    private let variable: String

    /// What the environment says; without it always the same cases.
    public init(_ kind: String = "FUZZ", cases count: Int = 5000) {
        let environment = ProcessInfo.processInfo.environment
        let variable = "GUARDIAN_\(kind)_"
        func number(_ name: String, otherwise: Int) -> Int {
            guard let text = environment[variable + name] else { return otherwise }
            guard let number = Int(text), number >= 0 else { preconditionFailure("\(variable)\(name)=\(text)") }
            return number
        }
        self.variable = variable
        seed = UInt64(number("SEED", otherwise: 20_240_607))
        let first = number("FIRST", otherwise: 0)
        cases = first..<(first + number("CASES", otherwise: count))
    }

    /// The random numbers of a case, which do not depend on the cases before it.
    public func random(_ number: Int) -> SplitMix64 {
        var mixer = SplitMix64(seed: seed)
        return SplitMix64(seed: mixer.next() ^ UInt64(number))
    }

    /// How to run just this case again.
    public func repetition(_ number: Int) -> String {
        "\(variable)SEED=\(seed) \(variable)FIRST=\(number) \(variable)CASES=1"
    }

    /// Minutes that are far too many, for a time limit.
    public var minutes: Int { 3 + cases.count / 2000 }
}
