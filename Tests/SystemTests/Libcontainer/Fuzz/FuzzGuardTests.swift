import JSON
import Testing

@Suite("What keeps damaged documents from hurting the machine")
struct FuzzGuardTests {
    private let guardian = FuzzGuard(ground: "/ground", cgroup: "/own")

    @Test(
        "takes out what leads out of the test's own",
        arguments: [
            (#"{"root":{"path":"/"}}"#, #"{"root":{"path":"rootfs"}}"#),
            (#"{"root":{"path":"a/../.."}}"#, #"{"root":{"path":"rootfs"}}"#),
            (#"{"root":[{"path":"/x"}]}"#, #"{"root":[{"path":"rootfs"}]}"#),
            (#"{"mounts":[{"source":"/etc"}]}"#, #"{"mounts":[{"source":"shared"}]}"#),
            (#"{"mounts":[[{"source":"../.."}]]}"#, #"{"mounts":[[{"source":"shared"}]]}"#),
            (#"{"mounts":[{"options":["ro","remount"]}]}"#, #"{"mounts":[{"options":["ro"]}]}"#),
            (#"{"linux":{"cgroupsPath":"/"}}"#, #"{"linux":{"cgroupsPath":"/own/c"}}"#),
            (#"{"linux":{"cgroupsPath":"/own/../a"}}"#, #"{"linux":{"cgroupsPath":"/own/c"}}"#),
            (
                #"{"linux":{"namespaces":[{"path":"/proc/1/ns/mnt"}]}}"#,
                #"{"linux":{"namespaces":[{"path":"/nowhere"}]}}"#
            ),
            (#"{"hooks":{"prestart":[{"path":"/sbin/reboot"}]}}"#, #"{"hooks":{"prestart":[{"path":"/nowhere"}]}}"#),
            (#"{"linux":{"sysctl":{"kernel.panic":"1"}}}"#, #"{"linux":{"sysctl":{"kernel.panic":"no value"}}}"#),
            (
                #"{"linux":{"seccomp":{"listenerPath":"/run/x"}}}"#,
                #"{"linux":{"seccomp":{"listenerPath":"/nowhere"}}}"#
            ),
            (
                #"{"linux":{"resources":{"memory":{"disableOOMKiller":true}}}}"#,
                #"{"linux":{"resources":{"memory":{"disableOOMKiller":false}}}}"#
            ),
        ])
    func harmful(text: String, expected: String) throws {
        #expect(guardian.harmless(try JSONValue(parsing: text)) == (try JSONValue(parsing: expected)))
    }

    @Test("leaves the valid documents as they are", arguments: [FuzzDocument.configuration, FuzzDocument.process])
    func harmless(text: String) throws {
        let document = try JSONValue(parsing: text)

        #expect(guardian.harmless(document) == document)
    }
}
