import Glibc
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Attacks by which an image, or who shares it, would get out of a container's root")
struct RootFSAttackTests {
    /// Whether the folder beside the root is as it was.
    private func expectOutsideUntouched(_ sandbox: RootFSSandbox, _ names: [String] = []) throws {
        #expect(try Files.entries(of: sandbox.outside("/")).sorted() == names.sorted())
    }

    @Test("a link as destination leads nowhere but inside (CVE-2024-45310)", arguments: ["tmpfs", "bind"])
    func linkedDestination(type: String) throws {
        try RootFSSandbox.use { sandbox in
            let target = sandbox.outside("/").string
            try sandbox.makeLink(sandbox.inside("/link"), to: target)
            try sandbox.makeLink(sandbox.inside("/up"), to: "../../../../../..\(target)")
            try sandbox.makeFolder(sandbox.inside(target))
            for name in ["/link/a", "/up/b"] {
                sandbox.spec.mounts.append(
                    OCIMount(destination: name, type: type, source: "/etc", options: type == "bind" ? ["bind"] : []))
            }

            let run = try sandbox.build("mount:\(target)/a", "mount:\(target)/b")

            #expect(run.failure == "")
            #expect(run["mount:\(target)/a"] != "none")
            #expect(run["mount:\(target)/b"] != "none")
            try expectOutsideUntouched(sandbox)
        }
    }

    @Test("a link that leads to nothing is an error, and nothing is made outside")
    func danglingDestination() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeLink(sandbox.inside("/link"), to: sandbox.outside("/made").string)
            sandbox.spec.mounts.append(OCIMount(destination: "/link", type: "tmpfs", source: "t"))

            let run = try sandbox.build()

            #expect(run.failure.hasPrefix("error mounting \"t\" to rootfs at \"/link\": "))
            try expectOutsideUntouched(sandbox)
        }
    }

    @Test("who exchanges a folder for a link all the time gets a mount inside, or none (CVE-2021-30465)")
    func exchangedDestination() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFolder(sandbox.inside("/a/b"))
            try sandbox.makeLink(sandbox.inside("/evil"), to: sandbox.outside("/").string)
            for index in 0..<20 {
                sandbox.spec.mounts.append(
                    OCIMount(destination: "/a/b/\(index)", type: "tmpfs", source: "t", options: ["ro"]))
            }
            for _ in 0..<10 {
                let before = try sandbox.mountCount()

                let run = try sandbox.build("swap=/a=/evil", "mounts:/a/b")

                if run.failure.isEmpty {
                    #expect(run["done"] == "yes")
                } else {
                    #expect(run.failure.hasPrefix("error mounting \"t\" to rootfs at \"/a/b/"))
                }
                #expect(try sandbox.mountCount() == before)
                try expectOutsideUntouched(sandbox)
                try sandbox.makeFolder(sandbox.inside("/a.away"))
                try restore(sandbox)
            }
        }
    }

    /// Whatever the other process left, the folder is a folder again and the link a link.
    private func restore(_ sandbox: RootFSSandbox) throws {
        for name in ["/a", "/a.away", "/evil"] {
            if unlink(sandbox.inside(name).string) != 0, errno == EISDIR {
                try Files.removeTree(sandbox.inside(name))
            }
        }
        try sandbox.makeFolder(sandbox.inside("/a/b"))
        try sandbox.makeLink(sandbox.inside("/evil"), to: sandbox.outside("/").string)
    }

    @Test("/dev as a link has its devices and links inside (CVE-2026-41579)", arguments: [true, false])
    func linkedDev(leadsSomewhere: Bool) throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts.removeAll { $0.destination.hasPrefix("/dev") }
            try Files.removeTree(sandbox.inside("/dev"))
            try sandbox.makeLink(sandbox.inside("/dev"), to: sandbox.outside("/").string)
            if leadsSomewhere { try sandbox.makeFolder(sandbox.inside(sandbox.outside("/").string)) }

            let run = try sandbox.build("stat:\(sandbox.outside("/null"))")

            if leadsSomewhere {
                #expect(run.failure == "")
                #expect(run["stat:\(sandbox.outside("/null"))"] == "character 666 0:0 1:3")
            } else {
                #expect(run.failure.hasPrefix("error creating device nodes: "))
            }
            try expectOutsideUntouched(sandbox)
        }
    }

    @Test("a link of the image at a device's or link's name is not followed")
    func linkedNames() throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts.removeAll { $0.destination.hasPrefix("/dev") }
            try sandbox.makeLink(sandbox.inside("/dev/stdin"), to: sandbox.outside("/made").string)
            try sandbox.makeLink(sandbox.inside("/dev/ptmx"), to: sandbox.outside("/made").string)
            let run = try sandbox.build("link:/dev/stdin")
            try Files.remove(sandbox.inside("/dev/zero"))
            try sandbox.makeLink(sandbox.inside("/dev/zero"), to: sandbox.outside("/made").string)
            let refused = try sandbox.build()

            #expect(run.failure == "")
            #expect(run["link:/dev/stdin"] == sandbox.outside("/made").string)
            #expect(refused.failure.hasPrefix("error creating device nodes: "))
            try expectOutsideUntouched(sandbox)
        }
    }

    @Test(
        "/dev/null that was replaced masks nothing (CVE-2025-31133)", arguments: ["/proc/sys/kernel/core_pattern", ""])
    func replacedNull(target: String) throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts.removeAll { $0.destination.hasPrefix("/dev") }
            try sandbox.makeFile(sandbox.inside("/secret"))
            sandbox.spec.linux.maskedPaths = ["/secret"]

            let run = try sandbox.build("break=/dev/null" + (target.isEmpty ? "" : "=\(target)"))

            #expect(run.failure.hasPrefix("can't mask path \"/secret\": "))
        }
    }

    @Test("a masked or read-only path that is a link restricts what it leads to inside, and nothing outside")
    func linkedMask() throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFile(sandbox.outside("/file"), "outside")
            let target = sandbox.outside("/file").string
            try sandbox.makeFolder(sandbox.inside(sandbox.outside("/").string))
            try sandbox.makeFile(sandbox.inside(target), "inside")
            try sandbox.makeLink(sandbox.inside("/mask"), to: target)
            try sandbox.makeLink(sandbox.inside("/dangling"), to: "/nothing/at/all")
            sandbox.spec.linux.maskedPaths = ["/mask", "/dangling"]
            sandbox.spec.linux.readOnlyPaths = ["/dangling"]

            let run = try sandbox.build("stat:\(target)")

            #expect(run.failure == "")
            #expect(run["stat:\(target)"] == "character 666 0:0 1:3")
            #expect(try Files.read(sandbox.outside("/file")) == Array("outside".utf8))
        }
    }

    @Test(
        "/proc and /sys that are links, or files, are refused (CVE-2019-19921)",
        arguments: [
            ("proc", "/somewhere"), ("sysfs", "/somewhere"), ("proc", ""), ("sysfs", ""), ("proc", "/nothing"),
        ])
    func linkedProc(type: String, target: String) throws {
        try RootFSSandbox.use { sandbox in
            let path = type == "proc" ? "/proc" : "/sys"
            try Files.removeTree(sandbox.inside(path))
            try sandbox.makeFolder(sandbox.inside("/somewhere"))
            if target.isEmpty {
                try sandbox.makeFile(sandbox.inside(path))
            } else {
                try sandbox.makeLink(sandbox.inside(path), to: target)
            }
            sandbox.spec.mounts = [OCIMount(destination: path, type: type, source: type)]

            let failure = try sandbox.build().failure

            #expect(failure.hasSuffix("filesystem \"\(type)\" must be mounted on ordinary directory"))
        }
    }

    @Test(
        "nothing is mounted over /proc or in it (CVE-2019-16884)",
        arguments: [
            "/proc", "/proc/self", "/proc/self/attr", "/proc/self/../1/attr", "/proc/sys", "/link", "/link/attr",
            "/far/sys/kernel", "/proc/self/root/etc", "/proc/net",
        ])
    func overProc(destination: String) throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeLink(sandbox.inside("/link"), to: "/proc/self")
            try sandbox.makeLink(sandbox.inside("/far"), to: "etc/../proc")
            sandbox.spec.mounts.append(OCIMount(destination: destination, type: "tmpfs", source: "t"))

            let failure = try sandbox.build().failure

            #expect(failure.hasPrefix("error mounting \"t\" to rootfs at \"\(destination)\": "))
        }
    }

    @Test("files of /proc that only tell about the host can be replaced", arguments: ["/proc/uptime", "/proc/meminfo"])
    func replaceable(destination: String) throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFile(sandbox.outside("/file"), "mine")
            sandbox.spec.mounts.append(
                OCIMount(destination: destination, source: sandbox.outside("/file").string, options: ["bind"]))

            let run = try sandbox.build("read:\(destination)")

            #expect(run.failure == "")
            #expect(run["read:\(destination)"] == "mine")
        }
    }

    @Test("a mount that its path does not lead to afterwards is found out")
    func lostMount() throws {
        try RootFSSandbox.use { sandbox in
            // The kernel forgets what it knows of /proc/PID/net with every look at it, and what is mounted there.
            try sandbox.makeFile(sandbox.outside("/file"), "mine")
            sandbox.spec.mounts.append(
                OCIMount(destination: "/proc/net/dev", source: sandbox.outside("/file").string, options: ["bind"]))

            let run = try sandbox.build("read:/proc/net/dev")

            if run.failure.isEmpty {
                #expect(run["read:/proc/net/dev"] == "mine")
            } else {
                #expect(run.failure.hasSuffix("find what was mounted at /proc/net/dev: Stale file handle"))
            }
        }
    }

    @Test("a /proc of the host's may be shown as /proc, and nothing that pretends to be one")
    func boundProc() throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts.removeFirst()
            sandbox.spec.mounts.append(OCIMount(destination: "/proc", source: "/proc", options: ["rbind"]))
            let run = try sandbox.build("mount:/proc")
            sandbox.spec.mounts[2] = OCIMount(destination: "/proc", source: "/proc/sys", options: ["rbind"])
            let refused = try sandbox.build()

            #expect(run.failure == "")
            #expect(run["mount:/proc"].hasPrefix("proc "))
            #expect(refused.failure.hasSuffix("\"/proc\" cannot be mounted because it is not of type proc"))
        }
    }

    @Test("a terminal is taken from a devpts and shown at no link (CVE-2025-52565)", arguments: ["pts", "console"])
    func terminal(name: String) throws {
        try RootFSSandbox.use { sandbox in
            sandbox.spec.mounts.removeAll {
                $0.destination == "/dev" || (name == "pts" && $0.destination == "/dev/pts")
            }
            try sandbox.makeFile(sandbox.outside("/ptmx"))
            if name == "pts" {
                try sandbox.makeLink(sandbox.inside("/dev/pts"), to: sandbox.outside("/").string)
                try sandbox.makeFolder(sandbox.inside(sandbox.outside("/").string))
            } else {
                try sandbox.makeLink(sandbox.inside("/dev/console"), to: sandbox.outside("/ptmx").string)
            }

            let run = try sandbox.build("terminal")

            #expect(run.failure.hasPrefix("error setting up the console: "))
            try expectOutsideUntouched(sandbox, ["ptmx"])
        }
    }

    @Test("the root itself is no destination", arguments: ["/", "", "/.", "/a/..", "/self"])
    func rootAsDestination(destination: String) throws {
        try RootFSSandbox.use { sandbox in
            try sandbox.makeFolder(sandbox.inside("/a"))
            try sandbox.makeLink(sandbox.inside("/self"), to: "/")
            sandbox.spec.mounts.append(OCIMount(destination: destination, type: "tmpfs", source: "t"))

            #expect(try sandbox.build().failure.hasPrefix("error mounting \"t\" to rootfs at \"\(destination)\": "))
        }
    }
}
