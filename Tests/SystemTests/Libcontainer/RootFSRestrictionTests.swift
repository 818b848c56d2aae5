import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@Suite("What a container may not see or write, and its root")
struct RootFSRestrictionTests {
    @Test("masks files by a null device and folders by one empty folder, and passes over what is not there")
    func masks() throws {
        try RootFSSandbox.use { sandbox in
            for name in ["one", "two"] {
                try sandbox.makeFolder(sandbox.inside("/\(name)"))
                try sandbox.makeFile(sandbox.inside("/\(name)/secret"), "text")
            }
            try sandbox.makeFile(sandbox.inside("/file"), "text")
            sandbox.spec.linux.maskedPaths = ["/one", "/file", "/two", "/nothing", "/file/below", "/two", "/file"]

            let run = try sandbox.build(
                "list:/one", "list:/two", "write:/two", "stat:/file", "read:/file", "mounts:/two", "mounts:/file")

            #expect(run.failure == "")
            #expect(run["list:/one"] == "")
            #expect(run["list:/two"] == "")
            #expect(run["write:/two"] == "errno \(EROFS)")
            #expect(run["stat:/file"] == "character 666 0:0 1:3")
            #expect(run["read:/file"] == "")
            #expect(run["mounts:/two"] == "1")
            #expect(run["mounts:/file"] == "1")
        }
    }

    @Test("makes paths read-only, and keeps what their mounts forbid")
    func readOnlyPaths() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFolder(sandbox.inside("/one/below"))
            sandbox.spec.mounts.append(
                OCIMount(destination: "/t", type: "tmpfs", source: "t", options: ["nosuid", "nodev", "noexec"]))
            sandbox.spec.linux.readOnlyPaths = ["/one/below", "/nothing", "/t", "/proc/sys"]

            let run = try sandbox.build(
                "write:/one", "write:/one/below", "mount:/t", "write:/proc/sys/kernel/domainname")

            #expect(run.failure == "")
            #expect(run["write:/one"] == "ok")
            #expect(run["write:/one/below"] == "errno \(EROFS)")
            #expect(run["mount:/t"] == "tmpfs t ro,nosuid,nodev,noexec,relatime ")
            #expect(run["write:/proc/sys/kernel/domainname"] == "errno \(EROFS)")
        }
    }

    @Test("makes the root and /dev read-only when everything is in place")
    func readOnlyRoot() throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.isRootReadOnly = true
            sandbox.spec.mounts[1].options.append("ro")
            sandbox.spec.mounts.append(OCIMount(destination: "/for/it", type: "tmpfs", source: "t"))

            let run = try sandbox.build("write:/", "write:/dev", "write:/for/it", "stat:/dev/null")

            #expect(run.failure == "")
            #expect(run["write:/"] == "errno \(EROFS)")
            #expect(run["write:/dev"] == "errno \(EROFS)")
            #expect(run["write:/for/it"] == "ok")
            #expect(run["stat:/dev/null"] == "character 666 0:0 1:3")
        }
    }

    @Test("is the only thing that there is", arguments: [[], ["no-pivot"]])
    func root(words: [String]) throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFile(sandbox.inside("/mark"))

            let run = try sandbox.build(words.first ?? "", "list:/", "stat:/..", "list:/../../..")

            #expect(run.failure == "")
            #expect(run["list:/"] == "dev,etc,mark,proc,sys")
            #expect(run["list:/../../.."] == "dev,etc,mark,proc,sys")
        }
    }

    @Test("without a pivot no whole /proc of the host stays behind")
    func noPivotHidesProc() throws {
        try RootFSSandbox.use { sandbox in
            let pivoted = try sandbox.build("mounts:/")
            let moved = try sandbox.build("no-pivot", "read:/proc/self/mountinfo")

            #expect(pivoted["mounts:/"] == "4")
            let lines = moved["read:/proc/self/mountinfo"].split(separator: ";")
            #expect(lines.filter { $0.contains(" - proc ") && $0.contains(" / ") }.count == 1)
        }
    }

    @Test(
        "spreads as the document says",
        arguments: [
            ("", ""), ("slave", "master"), ("rslave", "master"), ("shared", "shared"), ("rshared", "shared"),
            ("private", ""), ("unbindable", "unbindable"),
        ])
    func propagation(name: String, answer: String) throws {
        try RootFSSandbox.use { sandbox in
            // A root on a mount that the host shares, as most are.
            try sandbox.mountOutside(MountRequest(source: "a", type: "tmpfs"), at: sandbox.bundle.appending("shared"))
            try Mounts.setPropagation(.shared, at: sandbox.bundle.appending("shared"))
            for folder in ["root/proc", "root/dev"] {
                try sandbox.makeFolder(FilePath("\(sandbox.bundle)/shared/\(folder)"))
            }
            sandbox.spec.rootPath = "shared/root"
            if !name.isEmpty { sandbox.spec.linux.rootFSPropagation = name }
            let before = try sandbox.mountCount()

            let run = try sandbox.build("mount:/", "list:/")

            #expect(run.failure == "")
            #expect(run["list:/"] == "dev,proc")
            if !name.isEmpty, name != "slave" {
                #expect(run["mount:/"].split(separator: " ", omittingEmptySubsequences: false).last ?? "" == answer)
            }
            // Nothing of the container's, and nothing that it took off, reached this side.
            #expect(try sandbox.mountCount() == before)
        }
    }

    @Test("works for a container with users of its own, whose sysfs may be the host's")
    func userNamespace() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.useUserNamespace()
            sandbox.spec.linux.namespaces.removeAll { $0.kind == .network }
            sandbox.spec.mounts.append(
                OCIMount(destination: "/sys", type: "sysfs", source: "sysfs", options: ["ro", "nosuid"]),
            )
            sandbox.spec.linux.maskedPaths = ["/proc/keys", "/sys/firmware"]
            sandbox.spec.linux.readOnlyPaths = ["/proc/sys"]

            let run = try sandbox.build("mount:/sys", "stat:/proc/keys", "write:/dev/shm", "list:/sys/firmware")

            #expect(run.failure == "")
            #expect(run["mount:/sys"].hasPrefix("sysfs sysfs ro,nosuid"))
            #expect(run["stat:/proc/keys"].hasPrefix("character"))
            #expect(run["list:/sys/firmware"] == "")
        }
    }
}
