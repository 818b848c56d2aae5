public import OCI

extension DeviceRule {
    /// A rule of a bundle. Numbers below zero stand for any, as does no number.
    ///
    /// - Throws: `CgroupError.unusableResource` for what is no device (`p`), a letter or a number that there is not.
    public init(_ rule: OCIDeviceRule) throws(CgroupError) {
        let kind: Kind?
        switch rule.type {
        case nil, "", "a": kind = nil
        case "b": kind = .block
        case "c", "u": kind = .character
        case let type?: throw .unusableResource("device rule for the type '\(type)', of which there are no rules")
        }
        guard let access = Access(letters: rule.access) else {
            throw .unusableResource("device rule with the access '\(rule.access)', which is not made of r, w and m")
        }
        self.init(
            allow: rule.isAllowed, kind, try Self.number(rule.major), try Self.number(rule.minor), access: access)
    }

    private static func number(_ number: Int64?) throws(CgroupError) -> UInt32? {
        guard let number, number >= 0 else { return nil }
        guard let exact = UInt32(exactly: number) else {
            throw .unusableResource("device rule with the number \(number), which is too large")
        }
        return exact
    }
}
