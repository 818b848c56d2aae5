import Glibc
import Linux
import SystemPackage

extension CgroupTree {
    /// Lets the processes use the devices that `access` allows, and no other.
    ///
    /// - Parameter isNew: whether the cgroup was made just now and nobody is in it, so that what is in force there need
    ///   not be looked at.
    /// - Throws: `CgroupError.missingController`, since devices are never left open to everybody; `.unusableResource` when
    ///   the kernel made something else of it.
    public func apply(_ access: DeviceAccess, isNew: Bool = false) throws(CgroupError) {
        guard layout.kind == .unified else { return try applyVersionOne(access, isNew: isNew) }
        guard let hierarchy = layout.hierarchies.first else { throw .missingController("devices") }
        try DeviceProgram(access).attach(to: folder(in: hierarchy).path)
    }

    /// What is in force in version 1.
    func deviceAccess() throws(CgroupError) -> DeviceAccess {
        try DeviceAccess(list: try folder(of: "devices")["devices.list"].text())
    }

    private func applyVersionOne(_ access: DeviceAccess, isNew: Bool) throws(CgroupError) {
        let folder = try folder(of: "devices")
        // Whatever a new one has from its parent, it is forgotten with the default.
        let isForgotten = isNew && !access.allowsByDefault
        let before = isForgotten ? DeviceAccess(allowsByDefault: true) : try deviceAccess()
        for part in before.transition(to: access).chunked(by: \.isAllowed) {
            try folder[part[0].isAllowed ? "devices.allow" : "devices.deny"].writeEach(part.map(\.description))
        }
        guard !isForgotten else { return }
        let after = try deviceAccess()
        guard after.allowsByDefault == access.allowsByDefault, access.allowsByDefault || after == access else {
            throw .unusableResource(
                "devices of \(folder.path) are not what was written: \(try folder["devices.list"].text())")
        }
    }
}

extension [DeviceRule] {
    /// The rules in their order, each part with those that follow each other and have the same `value`.
    fileprivate func chunked(by value: (DeviceRule) -> Bool) -> [[DeviceRule]] {
        reduce(into: []) { parts, rule in
            if let last = parts.last?.last, value(last) == value(rule) {
                parts[parts.count - 1].append(rule)
            } else {
                parts.append([rule])
            }
        }
    }
}
