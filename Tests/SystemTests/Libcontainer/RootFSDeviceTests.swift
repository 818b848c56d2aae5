import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@Suite("A container's devices")
struct RootFSDeviceTests {
    static let defaultDevices = ["full 1:7", "null 1:3", "random 1:8", "tty 5:0", "urandom 1:9", "zero 1:5"]

    private func device(_ path: String, _ type: String, _ major: Int64, _ minor: Int64, _ mode: UInt32) -> OCIDevice {
        var device = OCIDevice(path: path, type: type, major: major, minor: minor)
        device.fileMode = mode
        (device.uid, device.gid) = (12, 34)
        return device
    }

    @Test("has the default devices and links", arguments: defaultDevices)
    func hasDefaults(device: String) throws {
        try RootFSSandbox.use { sandbox in
            let parts = device.split(separator: " ")

            let run = try sandbox.build("stat:/dev/\(parts[0])", "link:/dev/fd", "link:/dev/stderr", "link:/dev/ptmx")

            #expect(run.failure == "")
            #expect(run["stat:/dev/\(parts[0])"] == "character 666 0:0 \(parts[1])")
            #expect(run["link:/dev/fd"] == "/proc/self/fd")
            #expect(run["link:/dev/stderr"] == "/proc/self/fd/2")
            #expect(run["link:/dev/ptmx"] == "pts/ptmx")
        }
    }

    @Test("has listed devices with exactly their mode and owner, whatever the file mode mask")
    func listed() throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.linux.devices = [
                device("/dev/a/b", "c", 1, 3, 0o421), device("/dev/block", "b", 7, 300, 0o666),
                device("/dev/pipe", "p", 0, 0, 0o222),
            ]

            let run = try sandbox.build("stat:/dev/a/b", "stat:/dev/block", "stat:/dev/pipe")

            #expect(run.failure == "")
            #expect(run["stat:/dev/a/b"] == "character 421 12:34 1:3")
            #expect(run["stat:/dev/block"].hasPrefix("block 666 12:34"))
            #expect(run["stat:/dev/pipe"] == "pipe 222 12:34 0:0")
        }
    }

    @Test("takes what an image has in /dev, and refuses what is something else")
    func existing() throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts.removeAll { $0.destination.hasPrefix("/dev") }
            let first = try sandbox.build("stat:/dev/null")
            let again = try sandbox.build("stat:/dev/null", "link:/dev/stdin")
            try Files.remove(sandbox.inside("/dev/zero"))
            try sandbox.makeFile(sandbox.inside("/dev/zero"))
            let refused = try sandbox.build()

            #expect(first.failure == "")
            #expect(again.failure == "")
            #expect(again["stat:/dev/null"] == "character 666 0:0 1:3")
            #expect(again["link:/dev/stdin"] == "/proc/self/fd/0")
            #expect(refused.failure.hasPrefix("error creating device nodes: make device /dev/zero: "))
        }
    }

    @Test("in a user namespace shows the host's devices, and refuses others")
    func userNamespace() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.useUserNamespace()
            sandbox.spec.linux.devices = [device("/dev/pipe", "p", 0, 0, 0o222)]
            let run = try sandbox.build("stat:/dev/null", "write:/dev/null", "stat:/dev/pipe", "mount:/dev/null")
            sandbox.spec.linux.devices = [device("/dev/null", "c", 1, 5, 0o666)]
            let refused = try sandbox.build()

            #expect(run.failure == "")
            #expect(run["stat:/dev/null"] == "character 666 65534:65534 1:3")
            #expect(run["write:/dev/null"] == "ok")
            #expect(run["stat:/dev/pipe"] == "pipe 222 0:0 0:0")
            #expect(run["mount:/dev/null"] != "none")
            #expect(refused.failure == "error creating device nodes: /dev/null: the host has another device there")
        }
    }

    @Test("leaves /dev alone when it is the host's")
    func hostDev() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFolder(sandbox.outside("/dev"))
            sandbox.spec.mounts.removeAll { $0.destination.hasPrefix("/dev") }
            sandbox.spec.mounts.append(
                OCIMount(destination: "/dev/", source: sandbox.outside("/dev").string, options: ["bind"]))

            let run = try sandbox.build("list:/dev")

            #expect(run.failure == "")
            #expect(run["list:/dev"] == "")
        }
    }

    @Test("makes a terminal of its own devpts and shows it as the console")
    func terminal() throws {
        try RootFSSandbox.use { sandbox in
            let run = try sandbox.build("terminal", "stat:/dev/console", "mount:/dev/console", "list:/dev/pts")

            #expect(run.failure == "")
            #expect(run["terminal"] == "136:0")
            #expect(run["size"] == "91x17")
            #expect(run["stat:/dev/console"] == "character 620 0:0 136:0")
            #expect(run["mount:/dev/console"].hasPrefix("devpts devpts rw,nosuid,noexec"))
            #expect(run["list:/dev/pts"] == "0,ptmx")
        }
    }

    @Test("exchanges null devices among the standard descriptors for the container's")
    func null() throws {
        try RootFSSandbox.use { sandbox in
            let run = try sandbox.build("nullify")

            #expect(run.failure == "")
            #expect(run["null-before"] != "")
            #expect(run["null-before"] != run["null-after"])
        }
    }
}
