import JSON
import Linux
import SystemPackage
import Testing

@Suite("A container of our own runtime that somebody makes who is not root", .enabled(if: hasVersionOne))
struct RootlessSystemTests {
    private static let user: UInt32 = 1000
    private static let namespaces =
        #""linux":{"cgroupsPath!":"","namespaces!":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},"#
        + #"{"type":"user"}],"uidMappings":[{"containerID":0,"hostID":1000,"size":1}],"#
        + #""gidMappings":[{"containerID":0,"hostID":1000,"size":1}]"#
    private static let mounts =
        #""mounts":[\#(Document.devices),"#
        + #"{"destination":"/sys","type":"bind","source":"/sys","options":["rbind","nosuid","noexec","nodev","ro"]}"#

    private static func document(mounts more: String = "", linux: String = "", process: String = "{}") -> String {
        #"{"process":\#(process),\#(mounts)\#(more)],\#(namespaces)\#(linux)}}"#
    }

    /// Calls the runtime as another user, with a folder of containers of that user's.
    private struct Caller {
        let runtime: OwnRuntime
        private let program: FilePath
        private let root: FilePath

        init(_ runtime: OwnRuntime) throws {
            self.runtime = runtime
            (program, root) = (runtime.bundle.appending("gdn-runc"), runtime.bundle.appending("containers"))
            try Files.copy(
                try BuiltPrograms.path(of: "gdn-runc"), to: program, mode: FilePermissions(rawValue: 0o755),
                limit: 1 << 30)
            try Files.makeDirectory(root, mode: FilePermissions(rawValue: 0o700))
            try Files.setOwner(FileOwner(user: user, group: user), of: root)
            // Its root makes /sys's place, and whatever else is missing.
            try Files.setOwner(FileOwner(user: user, group: user), of: runtime.bundle.appending("rootfs"))
        }

        func callAsFunction(_ arguments: String...) throws -> OwnRuntime.Answer {
            let words = ["--reuid=\(user)", "--regid=\(user)", "--clear-groups", program.string, "--root", root.string]
            return try runtime(words + arguments, program: "/usr/bin/setpriv", hasRoot: false)
        }

        func left() throws -> [String] { try Files.entries(of: root).filter { !$0.hasPrefix(".") } }
    }

    @Test("goes through its life", arguments: [[], ["--rootless", "true"]])
    func life(flags: [String]) throws {
        try OwnRuntime.use { (runtime) throws in
            let call = try Caller(runtime)
            try Self.readable(runtime, Self.document(), script: "sleep 1000")

            let created = flags.isEmpty ? try call("create", "c") : try call("--rootless", "true", "create", "c")
            let started = try call("start", "c")
            let entered = try call(
                "exec", "c", "/bin/sh", "-c", "id -u; cat /proc/self/setgroups; ls -d /dev/null /sys/class")
            let state = try JSONValue(parsing: call("state", "c").output)["status"]?.string
            let deleted = try call("delete", "--force", "c")

            #expect((created.status, started.status, deleted.status) == (0, 0, 0), "\(created) \(started) \(deleted)")
            #expect(entered.output == "0\ndeny\n/dev/null\n/sys/class\n", "\(entered)")
            #expect(state == "running")
            #expect(try call.left() == [])
        }
    }

    @Test(
        "is refused what only root can give",
        arguments: [
            (
                document(linux: #","resources":{"memory":{"limit":100000000}}"#),
                "cannot set memory limit: container could not join"
            ),
            (
                #"{"linux":{"namespaces!":[{"type":"pid"},{"type":"mount"}]}}"#,
                "rootless container requires user namespaces"
            ),
            (
                document(process: #"{"user":{"uid":0,"gid":0,"additionalGids":[5]}}"#),
                "cannot set any additional groups in a rootless container"
            ),
            (
                document(mounts: "," + Document.mount("/tmp", "tmpfs", "tmpfs", "uid=5")),
                "cannot specify uid=5 mount option for rootless container"
            ),
            (
                document(mounts: "," + Document.mount("/tmp", "bind", "/usr", "rbind", "idmap")),
                "id-mapped mounts are not supported for rootless containers"
            ),
        ])
    func refused(document: String, text: String) throws {
        try OwnRuntime.use { (runtime) throws in
            let call = try Caller(runtime)
            try Self.readable(runtime, document, script: "true")

            let answer = try call("run", "c")

            #expect(answer.status == 1)
            #expect(answer.errors.contains(text), "\(answer)")
            #expect(try call.left() == [])
        }
    }

    @Test("has a cgroup, or is none, when that is said")
    func strict() throws {
        try OwnRuntime.use { (runtime) throws in
            let call = try Caller(runtime)
            try Self.readable(runtime, Self.document(), script: "true")

            let answer = try call("--rootless", "false", "run", "c")

            #expect(answer.errors.contains("Permission denied"), "\(answer)")
            #expect(answer.errors.contains("make cgroup"), "\(answer)")
            #expect(try call.left() == [])
        }
    }

    private static func readable(_ runtime: OwnRuntime, _ patch: String, script: String) throws {
        try runtime.write(patch: patch, script: script)
        try Files.setMode(FilePermissions(rawValue: 0o644), of: runtime.bundle.appending("config.json"))
    }
}
