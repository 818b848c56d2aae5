import ArgumentParser
import Linux
import Testing

@testable import gdn

@Suite("The flags of containers' lives, read")
struct LifecycleFlagParsingTests {
    @Test("say which ids of the host containers have")
    func mapping() throws {
        let options = try LifecycleOptions.parse([
            "--uid-map-start", "100000", "--uid-map-length", "65535", "--gid-map-start=7", "--gid-map-length=0",
        ])

        let mapping = try options.mapping

        #expect(mapping.users.last == IDMapping(containerID: 1, hostID: 100_000, size: 65535))
        #expect(mapping.groups.last?.hostID == 7)
        #expect(try LifecycleOptions.parse([]).mapping.users.last?.hostID == 1)
    }

    @Test("that are gone from the list of the unimplemented are accepted")
    func accepted() throws {
        let flags = ["--properties-path", "/p", "--console-sockets-path=/c", "--cleanup-process-dirs-on-wait"]

        let options = try LifecycleOptions.parse(flags)

        #expect(UnimplementedFlags.refusal(in: flags) == nil)
        #expect((options.propertiesPath, options.consoleSocketsPath) == ("/p", "/c"))
        #expect(options.cleanupProcessDirsOnWait)
        #expect(try !LifecycleOptions.parse([]).cleanupProcessDirsOnWait)
    }
}
