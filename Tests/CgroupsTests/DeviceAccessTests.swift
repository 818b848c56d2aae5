import Testing

@testable import Cgroups

@Suite("Access to devices")
struct DeviceAccessTests {
    private static let terminal = DeviceRule(allow: true, .character, 5, 0)

    @Test(
        "comes to a default and exceptions",
        arguments: [
            ([], false, ""), ([DeviceRule(allow: true)], true, ""),
            ([DeviceRule(allow: true), DeviceRule(allow: false)], false, ""),
            ([DeviceRule(allow: false), terminal], false, "c 5:0 rwm"),
            ([terminal, DeviceRule(allow: false)], false, ""),
            ([DeviceRule(allow: true), DeviceRule(allow: false, .block, 8, access: .write)], true, "b 8:* w"),
            // Both kinds, but not all devices.
            ([DeviceRule(allow: true, nil, 5, 1)], false, "b 5:1 rwm,c 5:1 rwm"),
            ([DeviceRule(allow: true, access: .make)], false, "b *:* m,c *:* m"),
            // The same devices' accesses add up, and are taken away again.
            (
                [
                    DeviceRule(allow: true, .character, 1, 3, access: .read),
                    DeviceRule(allow: true, .character, 1, 3, access: .write),
                ], false, "c 1:3 rw"
            ),
            ([terminal, DeviceRule(allow: false, .character, 5, 0, access: .read)], false, "c 5:0 wm"),
            ([terminal, DeviceRule(allow: false, .character, 5)], false, ""),
            ([terminal, DeviceRule(allow: false, .character)], false, ""),
            ([terminal, DeviceRule(allow: true, .character, 9, access: [])], false, "c 5:0 rwm"),
        ] as [([DeviceRule], Bool, String)])
    func rules(rules: [DeviceRule], allows: Bool, exceptions: String) throws {
        let access = try DeviceAccess(rules)

        #expect(access.allowsByDefault == allows)
        #expect(access.text == exceptions)
    }

    @Test("has no exceptions from exceptions")
    func hole() throws {
        let rules = [DeviceRule(allow: true, .character, 1), DeviceRule(allow: false, .character, 1, 3, access: .read)]

        #expect(
            throws: CgroupError.unusableResource("device rule 'c 1:* rwm' cannot have an exception: 'c 1:3 r'")
        ) { try DeviceAccess(rules) }
        #expect(throws: Never.self) { try DeviceAccess([rules[0], DeviceRule(allow: false, .block, 1, 3)]) }
    }

    @Test("is read from the kernel's list")
    func list() throws {
        #expect(try DeviceAccess(list: "a *:* rwm\n") == DeviceAccess(allowsByDefault: true))
        #expect(try DeviceAccess(list: "") == DeviceAccess(allowsByDefault: false))
        #expect(try DeviceAccess(list: "c 136:* rwm\nb *:* m\nc 1:3 r\n").text == "b *:* m,c 1:3 r,c 136:* rwm")
    }

    @Test("is not read from anything else", arguments: ["x 1:3 rwm", "c 1 rwm", "c 1:x rwm", "c 1:3 rwx", "c 1:3"])
    func malformed(line: String) {
        #expect(throws: CgroupError.unusableResource("devices.list holds '\(line)'")) {
            try DeviceAccess(list: line)
        }
    }

    @Test(
        "changes by as little as can be, adding first",
        arguments: [
            ("a *:* rwm", "c 1:3 rwm", "deny a *:* rwm, allow c 1:3 rwm"),
            ("c 1:3 rwm", "a *:* rwm", "allow a *:* rwm"),
            ("c 1:3 rwm", "c 1:3 rwm", ""),
            ("c 1:3 rwm", "c 1:* rwm", "allow c 1:* rwm, deny c 1:3 rwm"),
            ("c 1:3 rw\nb 8:0 r", "c 1:3 wm", "allow c 1:3 m, deny b 8:0 r, deny c 1:3 r"),
            ("", "b 8:0 r\nc 1:3 r", "allow b 8:0 r, allow c 1:3 r"),
            ("a *:* rwm", "a *:* rwm", ""),
        ])
    func transition(from old: String, to new: String, rules: String) throws {
        let (old, new) = (try DeviceAccess(list: old), try DeviceAccess(list: new))

        let transition = old.transition(to: new)

        #expect(
            transition.map { ($0.isAllowed ? "allow " : "deny ") + $0.description }.joined(separator: ", ") == rules)
        var kernel = KernelList(old)
        for rule in transition { kernel.write(rule) }
        #expect(kernel == KernelList(new))
    }

    @Test("lets every container have what programs rely on")
    func always() throws {
        let access = try DeviceAccess([DeviceRule(allow: false)] + DeviceRule.alwaysAllowed)

        #expect(
            access.text
                == "b *:* m,c *:* m,c 1:3 rwm,c 1:5 rwm,c 1:7 rwm,c 1:8 rwm,c 1:9 rwm,c 5:0 rwm,c 5:1 rwm,c 5:2 rwm,c 136:* rwm"
        )
    }
}

/// What the kernel makes of writes to devices.allow and devices.deny: it looks for the very same devices only.
private struct KernelList: Equatable {
    private var allows: Bool
    private var exceptions: [DeviceAccess.Devices: DeviceRule.Access]

    init(_ access: DeviceAccess) { (allows, exceptions) = (access.allowsByDefault, access.exceptions) }

    mutating func write(_ rule: DeviceRule) {
        guard let kind = rule.kind else {
            (allows, exceptions) = (rule.isAllowed, [:])
            return
        }
        let devices = DeviceAccess.Devices(kind: kind, major: rule.major, minor: rule.minor)
        let before = exceptions[devices] ?? []
        let after = rule.isAllowed == allows ? before.subtracting(rule.access) : before.union(rule.access)
        exceptions[devices] = after.isEmpty ? nil : after
    }
}

extension DeviceAccess {
    fileprivate var text: String {
        sortedExceptions.map {
            DeviceRule(allow: true, $0.devices.kind, $0.devices.major, $0.devices.minor, access: $0.access).description
        }.joined(separator: ",")
    }
}
