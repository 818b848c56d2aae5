import JSON
import OCI
import Testing

@Suite("A runtime's features")
struct FeaturesTests {
    private func features(_ text: String) throws -> OCIFeatures { try OCIFeatures(json: JSONValue(parsing: text)) }

    @Test("of runc 1.1.5")
    func runc() throws {
        let features = try features(ExampleFeatures.runc)

        #expect(features.minimumVersion == "1.0.0")
        #expect(features.maximumVersion == "1.0.2-dev")
        #expect(features.hooks?.first == "prestart")
        #expect(features.mountOptions?.contains("rro") == true)
        #expect(features.linux?.namespaces == ["cgroup", "ipc", "mount", "network", "pid", "user", "uts"])
        #expect(features.linux?.capabilities?.count == 41)
        #expect(features.linux?.cgroups?.versionTwo == true)
        #expect(features.linux?.cgroups?.rdma == nil)
        #expect(features.linux?.seccomp?.operators?.count == 7)
        #expect(features.linux?.seccomp?.knownFlags == nil)
        #expect(features.linux?.intelRDT == nil)
        #expect(features.annotations["org.opencontainers.runc.version"] == "1.1.5+ds1")
        #expect(features.potentiallyUnsafeAnnotations == nil)
    }

    @Test("of version 1.3 of the specification")
    func complete() throws {
        let features = try features(ExampleFeatures.complete)
        let linux = try #require(features.linux)

        #expect(features.potentiallyUnsafeAnnotations == ["bundle", "org.systemd.property."])
        #expect(linux.cgroups?.versionOne == true)
        #expect(linux.cgroups?.versionTwo == false)
        #expect(linux.cgroups?.systemd == true)
        #expect(linux.cgroups?.systemdUser == false)
        #expect(linux.cgroups?.rdma == true)
        #expect(linux.seccomp?.isEnabled == true)
        #expect(linux.seccomp?.actions == ["SCMP_ACT_LOG"])
        #expect(linux.seccomp?.architectures == ["SCMP_ARCH_X86_64"])
        #expect(linux.seccomp?.knownFlags?.count == 2)
        #expect(linux.seccomp?.supportedFlags == ["SECCOMP_FILTER_FLAG_LOG"])
        #expect(linux.apparmor?.isEnabled == true)
        #expect(linux.selinux == OCIFeatures.Switch(isEnabled: false))
        #expect(linux.intelRDT?.isEnabled == true)
        #expect(linux.intelRDT?.schemata == false)
        #expect(linux.intelRDT?.monitoring == true)
        #expect(linux.memoryPolicy?.modes == ["MPOL_BIND"])
        #expect(linux.memoryPolicy?.flags == ["MPOL_F_STATIC_NODES"])
        #expect(linux.idMappedMounts?.isEnabled == true)
        #expect(linux.networkDevices?.isEnabled == true)
        #expect(features.others == ["later": ["a": 1]])
    }

    @Test(
        "are the same after they were read and written, with all that is not understood here",
        arguments: [ExampleFeatures.runc, ExampleFeatures.complete])
    func roundTrip(text: String) throws {
        let json = try JSONValue(parsing: text)

        #expect(try OCIFeatures(json: json).json == json)
    }

    @Test("tell nothing from unknown")
    func unknown() throws {
        var features = OCIFeatures(minimumVersion: "1.0.0", maximumVersion: "1.3.0")
        features.hooks = []
        features.linux = OCIFeatures.Linux()

        #expect(
            features.json == ["ociVersionMin": "1.0.0", "ociVersionMax": "1.3.0", "hooks": [], "linux": [:]])
        #expect(try OCIFeatures(json: features.json) == features)
    }

    @Test(
        "are refused with the name of the member that is wrong",
        arguments: [
            ("7", ""), ("{}", "ociVersionMin"), (#"{"ociVersionMin":"1"}"#, "ociVersionMax"),
            (#"{"ociVersionMin":"1","ociVersionMax":"1","hooks":"x"}"#, "hooks"),
            (#"{"ociVersionMin":"1","ociVersionMax":"1","linux":{"cgroup":{"v1":1}}}"#, "linux.cgroup.v1"),
            (
                #"{"ociVersionMin":"1","ociVersionMax":"1","linux":{"mountExtensions":{"idmap":{"enabled":""}}}}"#,
                "linux.mountExtensions.idmap.enabled"
            ),
        ])
    func malformed(text: String, field: String) throws {
        #expect(throws: OCIError.malformed(field: field)) { try features(text) }
    }
}
