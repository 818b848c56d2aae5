import Libcontainer
import Linux
import OCI
import Testing

@Suite("A mount's options")
struct MountOptionsTests {
    @Test(
        "become flags, and flags that were taken back",
        arguments: [
            ("ro", 1, 0), ("rw", 0, 1), ("nosuid", 2, 0), ("suid", 0, 2), ("nodev", 4, 0), ("dev", 0, 4),
            ("noexec", 8, 0), ("exec", 0, 8), ("sync", 16, 0), ("async", 0, 16), ("remount", 32, 0), ("mand", 64, 0),
            ("nomand", 0, 64), ("dirsync", 128, 0), ("nosymfollow", 256, 0), ("symfollow", 0, 256),
            ("noatime", 1024, 0), ("atime", 0, 1024), ("nodiratime", 2048, 0), ("diratime", 0, 2048),
            ("bind", 4096, 0), ("rbind", 20480, 0), ("silent", 32768, 0), ("loud", 0, 32768),
            ("relatime", 2_097_152, 0), ("norelatime", 0, 2_097_152), ("iversion", 8_388_608, 0),
            ("noiversion", 0, 8_388_608), ("strictatime", 16_777_216, 0), ("nostrictatime", 0, 16_777_216),
            ("lazytime", 33_554_432, 0), ("nolazytime", 0, 33_554_432), ("defaults", 0, 0),
        ] as [(String, UInt, UInt)])
    func flags(option: String, set: UInt, cleared: UInt) throws {
        let mount = try Samples.mount([option])

        #expect(mount.flags.rawValue == set)
        #expect(mount.clearedFlags.rawValue == cleared)
        #expect(mount.data.isEmpty)
        #expect(mount.recursiveAttributes == nil)
        #expect(mount.propagation.isEmpty)
    }

    @Test(
        "become attributes of the whole tree",
        arguments: [
            ("rro", 1, 0), ("rrw", 0, 1), ("rnosuid", 2, 0), ("rsuid", 0, 2), ("rnodev", 4, 0), ("rdev", 0, 4),
            ("rnoexec", 8, 0), ("rexec", 0, 8), ("rnodiratime", 128, 0), ("rdiratime", 0, 128),
            ("rrelatime", 0, 0x70), ("rnoatime", 0x10, 0x70), ("rstrictatime", 0x20, 0x70), ("ratime", 0, 0x70),
            ("rnostrictatime", 0, 0x70), ("rnosymfollow", 0x200000, 0), ("rsymfollow", 0, 0x200000),
        ] as [(String, UInt64, UInt64)])
    func attributes(option: String, set: UInt64, cleared: UInt64) throws {
        let attributes = try Samples.mount([option]).recursiveAttributes

        #expect(attributes?.set.rawValue == set)
        #expect(attributes?.cleared.rawValue == cleared)
    }

    @Test(
        "say how mounts below spread",
        arguments: [
            ("private", 262_144), ("rprivate", 278_528), ("slave", 524_288), ("rslave", 540_672),
            ("shared", 1_048_576), ("rshared", 1_064_960), ("unbindable", 131_072), ("runbindable", 147_456),
        ] as [(String, UInt)])
    func propagation(option: String, flags: UInt) throws {
        #expect(try Samples.mount([option]).propagation.map(\.rawValue) == [flags])
    }

    @Test("that come later undo earlier ones")
    func order() throws {
        let mount = try Samples.mount(["ro", "rw", "exec", "noexec", "rro", "rrw", "rnoatime", "rrelatime"])

        #expect(mount.flags == .noExecution)
        #expect(mount.clearedFlags == .readOnly)
        #expect(mount.recursiveAttributes?.set == [])
        #expect(mount.recursiveAttributes?.cleared.rawValue == 0x71)
    }

    @Test("that mean nothing here go to the file system in their order")
    func data() throws {
        let mount = try Samples.mount(["mode=755", "nosuid", "size=1m", "", "NoSuid"])

        #expect(mount.data == "mode=755,size=1m,,NoSuid")
        #expect(mount.flags == .noSetID)
    }

    @Test("make a bind mount of any type, from the bundle when the source is relative")
    func bind() throws {
        let relative = try Samples.mount(type: "none", source: "a/../b", ["rbind"])
        let absolute = try Samples.mount(type: "", source: "/a", ["bind"])

        #expect(relative.source == "/bundle/b")
        #expect(relative.fileSystemType == "bind")
        #expect(absolute.source == "/a")
        #expect(absolute.isBind)
    }

    @Test("copy what is below a tmpfs")
    func copyUp() throws {
        #expect(try Samples.mount(["tmpcopyup"]).extensions == .copyUp)
    }

    @Test("map owners by the container's user namespace")
    func idMap() throws {
        let spec = try Samples.fullSpec()

        let configuration = try Configuration(spec, options: Samples.options())

        let mapping = configuration.mounts[1].idMapping
        #expect(mapping?.isRecursive == true)
        #expect(mapping?.users == configuration.userMappings)
        #expect(mapping?.groups == configuration.groupMappings)
        #expect(configuration.mounts[2].idMapping?.users.map(\.hostID) == [1])
        #expect(configuration.mounts[2].idMapping?.isRecursive == false)
        #expect(configuration.mounts[0].idMapping == nil)
    }

    @Test("map owners by the user namespace that is joined")
    func idMapByPath() throws {
        let configuration = try Samples.configuration { spec in
            spec.linux.namespaces.append(.init(.user, path: "/proc/9/ns/user"))
            spec.mounts = [.init(destination: "/m", source: "/s", options: ["bind", "idmap"])]
        }

        #expect(configuration.mounts[0].idMapping?.userNamespacePath == "/proc/9/ns/user")
    }

    @Test("are listed as runc's features lists them")
    func known() {
        let listed = """
            async atime bind defaults dev diratime dirsync exec iversion lazytime loud mand noatime nodev nodiratime \
            noexec noiversion nolazytime nomand norelatime nostrictatime nosuid nosymfollow private ratime rbind rdev \
            rdiratime relatime remount rexec rnoatime rnodev rnodiratime rnoexec rnorelatime rnostrictatime rnosuid \
            rnosymfollow ro rprivate rrelatime rro rrw rshared rslave rstrictatime rsuid rsymfollow runbindable rw \
            shared silent slave strictatime suid symfollow sync tmpcopyup unbindable
            """

        #expect(MountConfiguration.knownOptions == listed.split(separator: " ").map { String($0) })
    }

    @Test("cannot hide something behind a NUL", arguments: ["destination", "source", "type", "data"])
    func nul(field: String) throws {
        var mount = OCIMount(destination: "/m", type: "tmpfs", source: "tmpfs")
        switch field {
        case "destination": mount.destination = "/m\u{0}x"
        case "source": mount.source = "\u{0}"
        case "type": mount.type = "tmpfs\u{0}"
        default: mount.options = ["a\u{0}"]
        }
        let fault = ConfigurationFault.mount(destination: mount.destination, .containsNUL)

        #expect(throws: LibcontainerError.configuration(fault)) {
            try Samples.configuration { $0.mounts = [mount] }
        }
    }
}
