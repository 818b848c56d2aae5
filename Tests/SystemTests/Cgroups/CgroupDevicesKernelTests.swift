import Cgroups
import Foundation
import Linux
import SystemPackage
import Testing

@Suite("Devices in the kernel")
struct CgroupDevicesKernelTests {
    private static let container = [DeviceRule(allow: false)] + DeviceRule.alwaysAllowed

    /// Makes nodes of the null device and of the kernel's log in a folder of its own, and tells which of them open.
    private func probe(_ folder: FilePath) -> String {
        """
        cd \(folder)
        mknod null c 1 3; mknod kmsg c 1 11; mknod loop b 7 0
        said=
        for node in null kmsg; do
            if (: < $node) 2>/dev/null; then said="$said $node"; fi
            rm $node
        done
        rm loop
        echo $said
        """
    }

    private func withFolder(_ body: (FilePath) throws -> Void) throws {
        let folder = FilePath(FileManager.default.temporaryDirectory.path).appending("devices-" + RandomUUID.make())
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o700))
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        try body(folder)
    }

    /// What the probe says when it runs in the sandbox.
    private func opens(_ sandbox: CgroupSandbox, _ folder: FilePath) throws -> String {
        let process = try sandbox.start(probe(folder) + "> \(folder)/said")
        #expect(try sandbox.end(of: process) == .exited(0))
        return String(decoding: try Files.read(folder.appending("said")).dropLast(), as: UTF8.self)
    }

    @Test("can be made by every container, and opened by those that may", arguments: [false, true])
    func denied(isNew: Bool) throws {
        try withFolder { folder in
            try CgroupSandbox.use { sandbox in
                let before = try opens(sandbox, folder)

                try sandbox.tree.apply(DeviceAccess(Self.container), isNew: isNew)

                #expect(before == "null kmsg")
                #expect(try opens(sandbox, folder) == "null")
            }
        }
    }

    @Test("can be given and taken while the container runs, which never loses those it keeps")
    func transition() throws {
        try withFolder { folder in
            try CgroupSandbox.use { sandbox in
                try sandbox.tree.apply(DeviceAccess(Self.container))
                let process = try sandbox.start(
                    """
                    cd \(folder)
                    mknod null c 1 3
                    echo ready
                    until [ -e stop ]; do (: < null) || exit 7; done
                    exit 0
                    """)

                for round in 1...50 {
                    let more =
                        round.isMultiple(of: 2)
                        ? [DeviceRule(allow: true, .character, 1)] : [DeviceRule(allow: true, .character, 10, 229)]
                    try sandbox.tree.apply(
                        DeviceAccess(
                            [DeviceRule(allow: false), DeviceRule(allow: true, .character, access: .make)]
                                + (round.isMultiple(of: 2) ? [] : [DeviceRule(allow: true, .character, 1, 3)]) + more))
                }

                try Files.makeDirectory(folder.appending("stop"), mode: .ownerReadWriteExecute)

                #expect(try sandbox.end(of: process) == .exited(0))
            }
        }
    }

    @Test("are a program's business in version 2, which another takes the place of")
    func program() throws {
        guard let layout = try CgroupSandbox.unifiedLayout() else {
            return print("skipped: this host has no version 2 hierarchy")
        }
        try withFolder { folder in
            try CgroupSandbox.use(layout) { sandbox in
                try sandbox.tree.apply(DeviceAccess(Self.container))
                let first = try opens(sandbox, folder)
                try sandbox.tree.apply(DeviceAccess(Self.container + [DeviceRule(allow: true, .character, 1, 11)]))
                let second = try opens(sandbox, folder)
                try sandbox.tree.apply(DeviceAccess(Self.container))

                #expect(first == "null")
                #expect(second == "null kmsg")
                #expect(try opens(sandbox, folder) == "null")
            }
        }
    }
}
