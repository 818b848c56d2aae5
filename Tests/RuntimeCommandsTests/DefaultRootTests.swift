import Testing

@testable import RuntimeCommands

@Suite("The root of whoever names none")
struct DefaultRootTests {
    @Test(
        "is the user's own only for users, and for root of a user namespace who is not called root",
        arguments: [
            ([], 0, false, "/run/runc"), ([], 1000, false, "/run/runc"),
            (["XDG_RUNTIME_DIR=/run/user/1"], 1000, false, "/run/user/1/runc"),
            (["XDG_RUNTIME_DIR=/run/user/1"], 0, false, "/run/runc"),
            (["XDG_RUNTIME_DIR=/run/user/1"], 0, true, "/run/user/1/runc"),
            (["XDG_RUNTIME_DIR=/run/user/1", "USER=me"], 0, true, "/run/user/1/runc"),
            (["XDG_RUNTIME_DIR=/run/user/1", "USER=root"], 0, true, "/run/runc"),
            (["XDG_RUNTIME_DIR="], 1000, true, "/run/runc"),
        ] as [([String], UInt32, Bool, String)])
    func path(environment: [String], user: UInt32, isInUserNamespace: Bool, path: String) {
        let root = DefaultRoot(environment: environment, user: user) { isInUserNamespace }

        #expect(root.path == path)
        #expect(root.isUsers == (path != "/run/runc"))
    }

    @Test(
        "takes all ids as they are for the host's",
        arguments: [
            ("         0          0 4294967295\n", true), ("", true), ("0 1000 1\n", false),
            ("0 0 4294967294\n", false), ("0 0 10\n10 10 4294967285\n", false),
        ])
    func namespace(map: String, isHosts: Bool) { #expect(OwnUserNamespace.isHosts(map) == isHosts) }
}
