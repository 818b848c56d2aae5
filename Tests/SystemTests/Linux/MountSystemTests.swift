import Glibc
import Testing

@Suite("Mounts by descriptor, in a mount namespace of a process's own")
struct MountSystemTests {
    @Test("a file system is made, attached and changed by descriptors alone")
    func trees() throws {
        try ProbeRun.inFolder("trees") { run in
            #expect(run["kind"] == "true")
            #expect(run["mode"] == "711")
            #expect(run["top"] == "true")
            #expect(run["id"] == "true")
            #expect(run["options"] == "rw,nosuid,nodev,relatime")
            #expect(run["flags"] == "true")
            #expect(run["bound"] == "ro,nosuid,nodev,noexec,relatime,nosymfollow")
            #expect(run["propagation"] == "shared")
            #expect(run["read-only"] == "\(EROFS)")
            #expect(run["recursive"] == "\(EROFS)")
        }
    }

    @Test("a mount lands on what was opened, and what lies at the path afterwards is told from it")
    func byDescriptor() throws {
        try ProbeRun.inFolder("trees") { run in
            #expect(run["by-descriptor"] == "true")
            #expect(run["stale"] == "\(ESTALE)")
            #expect(run["verified"] == "none")
            #expect(run["nothing-mounted"] == "\(EINVAL)")
        }
    }

    @Test("unknown types and options are errors")
    func unknown() throws {
        try ProbeRun.inFolder("trees") { run in
            #expect(run["bad-option"] == "\(EINVAL)")
            #expect(run["bad-type"] == "\(ENODEV)")
        }
    }

    @Test("after a pivot there is nothing but the new root")
    func pivots() throws {
        try ProbeRun.inFolder("pivot") { run in
            #expect(run["entries"] == "only")
            #expect(run["inside"] == "none")
        }
    }

    @Test("writes through a private /proc reach the kernel, whatever is mounted on the usual one")
    func privateProc() throws {
        try ProbeRun.inFolder("private-proc") { run in
            #expect(run["decoy"] == "0")
            #expect(run["name"] == "renamed")
            #expect(run["no-sys"] == "\(ENOENT)")
            #expect(run["magic"] == "\(ELOOP)")
            #expect(run["outside"] == "\(EXDEV)")
            #expect(run["whole"] == "none")
            #expect(run["no-proc"].hasSuffix("it is not the top of a /proc"))
        }
    }

    @Test("devices have exactly the mode and owner that they should have, and /dev/null is no other device or link")
    func devices() throws {
        try ProbeRun.inFolder("devices") { run in
            #expect(run["node"] == "666 12 34")
            #expect(run["device"] == "1:3")
            #expect(run["is-null"] == "true")
            #expect(run["open-null"] == "none")
            #expect(run["again"] == "\(EEXIST)")
            #expect(run["zero"].hasSuffix("it is not the device 1:3"))
            #expect(run["linked-null"].hasSuffix("it is not the device 1:3"))
            #expect(run["pipe"] == "622")
        }
    }

    @Test("a working folder outside of the root, or removed, is found out (CVE-2024-21626)")
    func workingFolder() throws {
        try ProbeRun.inFolder("working-folder") { run in
            let refusal =
                "current working directory is outside of container mount namespace root"
                + " -- possible container breakout detected"
            #expect(run["there"] == "none")
            #expect(run["removed"] == refusal)
            #expect(run["root"] == "none")
            #expect(run["leaked"] == refusal)
        }
    }
}
