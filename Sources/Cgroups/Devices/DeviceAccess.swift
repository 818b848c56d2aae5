/// What rules about devices come to: a default, and exceptions from it, which is all that the kernel's version 1 has.
///
/// security/device_cgroup.c of the kernel is what this follows. Rules for all devices set the default and forget the
/// exceptions; others make or take away exceptions.
public struct DeviceAccess: Sendable, Hashable {
    /// Which devices an exception is about; nil: any number.
    struct Devices: Hashable {
        var kind: DeviceRule.Kind
        var major: UInt32?
        var minor: UInt32?

        /// Whether all of `other` are among these.
        func contains(_ other: Devices) -> Bool {
            kind == other.kind && (major == nil || major == other.major) && (minor == nil || minor == other.minor)
        }
    }

    /// Whether a device may be used that is in no exception.
    public private(set) var allowsByDefault: Bool
    /// The opposite of the default for these.
    private(set) var exceptions: [Devices: DeviceRule.Access] = [:]

    /// No device, or any.
    public init(allowsByDefault: Bool) { self.allowsByDefault = allowsByDefault }

    /// What `rules` come to, the first first, beginning with no device allowed.
    ///
    /// - Throws: `CgroupError.unusableResource` for a rule that takes something away from only some of the devices that
    ///   an earlier one gave it to: the kernel has no exceptions from exceptions.
    public init(_ rules: [DeviceRule]) throws(CgroupError) {
        self.init(allowsByDefault: false)
        for rule in rules { try apply(rule) }
    }

    /// What devices.list of version 1 says.
    ///
    /// - Throws: `CgroupError.unusableResource` with a line that is none of its own.
    public init(list: String) throws(CgroupError) {
        self.init(allowsByDefault: false)
        for line in list.split(separator: "\n") {
            guard let rule = DeviceRule(line: line) else {
                throw .unusableResource("devices.list holds '\(line)'")
            }
            try apply(rule)
        }
    }

    /// Takes one more rule into account.
    public mutating func apply(_ rule: DeviceRule) throws(CgroupError) {
        if rule.kind == nil, rule.major == nil, rule.minor == nil, rule.access == .all {
            self = DeviceAccess(allowsByDefault: rule.isAllowed)
            return
        }
        for kind in rule.kind.map({ [$0] }) ?? DeviceRule.Kind.allCases {
            let devices = Devices(kind: kind, major: rule.major, minor: rule.minor)
            if rule.isAllowed == allowsByDefault {
                try removeException(devices, rule.access)
            } else if !rule.access.isEmpty {
                exceptions[devices, default: []].formUnion(rule.access)
            }
        }
    }

    /// The rules that lead from this to `target`, as few as can be, in an order in which at no moment anything is denied
    /// that both allow, nor allowed that both deny. (A change of the default is the exception: the kernel knows no
    /// way but through none or all.)
    func transition(to target: DeviceAccess) -> [DeviceRule] {
        var rules: [DeviceRule] = []
        var old = exceptions
        if allowsByDefault != target.allowsByDefault {
            rules.append(DeviceRule(allow: target.allowsByDefault))
            old = [:]
        }
        rules += Self.rules(target.exceptions, without: old, allow: !target.allowsByDefault)
        rules += Self.rules(old, without: target.exceptions, allow: target.allowsByDefault)
        return rules
    }

    /// The exceptions in a fixed order.
    var sortedExceptions: [(devices: Devices, access: DeviceRule.Access)] {
        Self.rules(exceptions, without: [:], allow: true).compactMap { rule in
            rule.kind.map { (Devices(kind: $0, major: rule.major, minor: rule.minor), rule.access) }
        }
    }

    /// What is in `exceptions` and not in `others`, sorted, so that the same change always looks the same.
    private static func rules(
        _ exceptions: [Devices: DeviceRule.Access], without others: [Devices: DeviceRule.Access], allow: Bool
    ) -> [DeviceRule] {
        let rules = exceptions.compactMap { devices, access -> DeviceRule? in
            let rest = access.subtracting(others[devices] ?? [])
            if rest.isEmpty { return nil }
            return DeviceRule(allow: allow, devices.kind, devices.major, devices.minor, access: rest)
        }
        return rules.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    }

    private mutating func removeException(_ devices: Devices, _ access: DeviceRule.Access) throws(CgroupError) {
        for (known, knownAccess) in exceptions where known != devices && known.contains(devices) {
            guard knownAccess.isDisjoint(with: access) else {
                throw .unusableResource(
                    "device rule '\(DeviceRule(known, knownAccess))' cannot have an exception: "
                        + "'\(DeviceRule(devices, access))'")
            }
        }
        for (known, knownAccess) in exceptions where devices.contains(known) {
            let rest = knownAccess.subtracting(access)
            exceptions[known] = rest.isEmpty ? nil : rest
        }
    }
}

extension DeviceRule {
    fileprivate init(_ devices: DeviceAccess.Devices, _ access: Access) {
        self.init(allow: true, devices.kind, devices.major, devices.minor, access: access)
    }

    fileprivate var order: [Int64] {
        [Int64(kind?.rawValue ?? 0), major.map(Int64.init) ?? -1, minor.map(Int64.init) ?? -1]
    }

    /// `c 1:3 rwm`, as devices.list and the specification's own tools write it.
    fileprivate init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 3, let access = Access(letters: words[2]) else { return nil }
        let numbers = words[1].split(separator: ":", omittingEmptySubsequences: false)
        guard numbers.count == 2, let major = Self.number(numbers[0]), let minor = Self.number(numbers[1]) else {
            return nil
        }
        switch words[0] {
        case "a": self.init(allow: true)
        case "b": self.init(allow: true, .block, major, minor, access: access)
        case "c": self.init(allow: true, .character, major, minor, access: access)
        default: return nil
        }
    }

    /// Nil for text that is none; a nil in it for `*`.
    private static func number(_ text: Substring) -> UInt32?? {
        text == "*" ? .some(nil) : UInt32(text).map { .some($0) }
    }
}

extension DeviceRule: CustomStringConvertible {
    /// `c 1:3 rwm`, as devices.allow and devices.deny of version 1 want it.
    public var description: String {
        let letter = kind.map { String($0.letter) } ?? "a"
        let numbers = [major, minor].map { $0.map { "\($0)" } ?? "*" }.joined(separator: ":")
        return "\(letter) \(numbers) \(access.letters)"
    }
}
