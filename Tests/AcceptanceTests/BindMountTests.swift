import Garden
import GardenClient
import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("Bind mounts")
struct BindMountTests {
    @Test(
        "show files and folders as asked, and keep the options of where they are", arguments: ServerProcess.runtimes,
        [false, true])
    func modes(runtime: String, privileged: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let source = try server.mountedFolder(flags: MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME)
            defer { #expect(throws: Never.self) { try Mounts.unmount(source, lazily: true) } }
            try Files.write(Array("text".utf8), to: source.appending("file"), mode: .everybody, durably: false)
            let handle = try await server.create(privileged) { spec in
                spec.bindMounts = [
                    BindMount(source: source.string, destination: "/new/folder"),
                    BindMount(source: source.string, destination: "/mnt/writable", mode: .readWrite),
                    BindMount(source: source.appending("file").string, destination: "/new/deep/file"),
                ]
            }
            let script = """
                cat /new/folder/file /new/deep/file /mnt/writable/file; echo
                for f in /new/folder/file /new/folder/other /new/deep/file; do ( echo x >$f ) 2>&1; done
                echo changed >/mnt/writable/file; cat /new/folder/file; stat -c %F /new /new/deep /new/deep/file
                busybox awk '$5 ~ "^/(new|mnt)/" {print $5, $6}' /proc/self/mountinfo | busybox sort
                """

            let output = try await server.backend.run("sh", ["-c", script], in: handle).output

            #expect(
                output == """
                    texttexttext
                    sh: can't create /new/folder/file: Read-only file system
                    sh: can't create /new/folder/other: Read-only file system
                    sh: can't create /new/deep/file: Read-only file system
                    changed
                    directory
                    directory
                    regular file
                    /mnt/writable rw,nosuid,nodev,noexec,noatime
                    /new/deep/file ro,nosuid,nodev,noexec,noatime
                    /new/folder ro,nosuid,nodev,noexec,noatime

                    """)
        }
    }

    @Test("lie on one another in their order, and hide what the image has there", arguments: ServerProcess.runtimes)
    func order(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let (lower, upper) = (try server.makeFolder("lower"), try server.makeFolder("upper"))
            _ = try server.makeFolder("lower/inner")
            try Files.write([], to: upper.appending("seen"), mode: .everybody, durably: false)
            let handle = try await server.create { spec in
                spec.bindMounts = [
                    BindMount(source: lower.string, destination: "/home"),
                    BindMount(source: upper.string, destination: "/home/inner"),
                    BindMount(source: lower.string, destination: "/twice"),
                    BindMount(source: upper.string, destination: "//twice/./"),
                ]
            }

            let output = try await server.backend.run("ls", ["/home", "/home/inner", "/twice"], in: handle).output

            #expect(output == "/home:\ninner\n\n/home/inner:\nseen\n\n/twice:\nseen\n")
        }
    }

    @Test("over /tmp do not take its init away", arguments: ServerProcess.runtimes, ["/tmp", "/tmp/garden-init"])
    func overInit(runtime: String, destination: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let source = try server.makeFolder("source")
            try Files.write([], to: source.appending("file"), mode: .everybody, durably: false)
            let isFolder = destination == "/tmp"
            let handle = try await server.create { spec in
                let path = isFolder ? source : source.appending("file")
                spec.bindMounts = [BindMount(source: path.string, destination: destination)]
            }

            try await server.untilInitRuns(in: handle)
            #expect(try await server.backend.run("cat", ["/proc/1/comm"], in: handle).output == "garden-init\n")
            #expect(
                try await server.backend.run("ls", ["/tmp"], in: handle).output
                    == (isFolder ? "file\n" : "garden-init\n"))
        }
    }

    @Test("from a folder that only the host's root can enter", arguments: ServerProcess.runtimes, [false, true])
    func closedFolder(runtime: String, privileged: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let closed = try server.makeFolder("closed")
            let source = try server.makeFolder("closed/source")
            try Files.write(Array("x".utf8), to: source.appending("file"), mode: .everybody, durably: false)
            try Files.setMode(FilePermissions(rawValue: 0o700), of: closed)
            let handle = try await server.create(privileged) { spec in
                spec.bindMounts = [BindMount(source: source.string, destination: "/x")]
            }

            #expect(try await server.backend.run("cat", ["/x/file"], in: handle).output == "x")
        }
    }

    @Test(
        "of the container's own files do not leave them, wherever links point", arguments: ServerProcess.runtimes,
        [false, true])
    func originContainer(runtime: String, privileged: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let outside = try server.makeFolder("outside")
            try Files.write(Array("outside".utf8), to: outside.appending("file"), mode: .everybody, durably: false)
            let inside = server.image.appending(outside.components)
            try Files.makeDirectories(inside, mode: FilePermissions(rawValue: 0o755))
            try Files.write(Array("inside".utf8), to: inside.appending("file"), mode: .everybody, durably: false)
            let up = String(repeating: "../", count: 20)
            try Links.symbolic(to: outside.string, at: server.image.appending("absolute"))
            try Links.symbolic(to: up + outside.string.dropFirst(), at: server.image.appending("relative"))
            let handle = try await server.create(privileged) { spec in
                spec.bindMounts = ["/absolute", "/relative", "/\(up)absolute"].enumerated().map { index, source in
                    BindMount(source: source, destination: "/mnt/\(index)", mode: .readWrite, origin: .container)
                }
            }
            let script = "cat /mnt/0/file /mnt/1/file /mnt/2/file; echo changed >/mnt/0/file; cat /absolute/file"

            let output = try await server.backend.run("sh", ["-c", script], in: handle).output

            #expect(output == "insideinsideinsidechanged\n")
            #expect(try Files.read(outside.appending("file")) == Array("outside".utf8))
        }
    }

    @Test("that cannot be are refused, and nothing is left", arguments: ServerProcess.runtimes)
    func refusals(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let folder = try server.makeFolder("folder").string
            try Files.write([], to: server.image.appending("file"), mode: .everybody, durably: false)
            try Links.symbolic(to: "/no/such", at: server.image.appending("dangling"))
            let refused: [(BindMount, String)] = [
                (BindMount(source: "", destination: "/x"), "source '': it is not absolute"),
                (BindMount(source: "relative", destination: "/x"), "source 'relative': it is not absolute"),
                (BindMount(source: folder, destination: "x"), "destination 'x': it is not absolute"),
                (BindMount(source: folder, destination: "/a/../b"), "destination '/a/../b': it holds '..'"),
                (BindMount(source: folder, destination: "//."), "destination '//.': it is the root file system itself"),
                (BindMount(source: "/a\0b", destination: "/x"), "source '/a\\0b': it holds a NUL byte"),
                (BindMount(source: folder, destination: "/a\0b"), "destination '/a\\0b': it holds a NUL byte"),
                (BindMount(source: folder, destination: "/proc"), "destination '/proc': it is the kernel's"),
                (BindMount(source: folder, destination: "/proc/sys"), "destination '/proc/sys': it is the kernel's"),
                (BindMount(source: folder, destination: "/sys/"), "destination '/sys/': it is the kernel's"),
                (BindMount(source: "/no/such", destination: "/x"), "/no/such does not exist"),
                (
                    BindMount(source: folder, destination: "/file"),
                    "destination /file: it is no folder, unlike the source"
                ),
                (
                    BindMount(source: "/etc/passwd", destination: "/bin"),
                    "destination /bin: it is a folder, unlike the source"
                ),
                (BindMount(source: folder, destination: "/file/x"), "destination /file/x: /file is no folder"),
                (
                    BindMount(source: "/dangling", destination: "/x", origin: .container),
                    "/dangling in the container does not exist"
                ),
                (
                    BindMount(source: folder, destination: "/x", origin: .container),
                    "\(folder) in the container does not exist"
                ),
            ]
            for (mount, text) in refused {
                await #expect(throws: GardenError.failed("bind mount: \(text)")) {
                    _ = try await server.create { $0.bindMounts = [mount] }
                }
            }
            #expect(try Files.entries(of: server.depot).isEmpty)
        }
    }

    @Test(
        "are either all there, or there is no container and an error that says why", arguments: ServerProcess.runtimes)
    func hiddenMounts(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let source = try server.makeFolder("folder")
            let inner = try server.mountedFolder("folder/inner", flags: 0)
            defer { #expect(throws: Never.self) { try Mounts.unmount(inner, lazily: true) } }
            try Files.write([], to: inner.appending("on-top"), mode: .everybody, durably: false)
            let mount = BindMount(source: source.string, destination: "/x")

            let privileged = try await server.create(true) { $0.bindMounts = [mount] }
            let seen = try await server.backend.run("ls", ["/x/inner"], in: privileged)

            // As with the original, the mount itself is shown and not what lies on it.
            #expect(seen == ProcessResult(status: 0, output: "", errors: ""))
            do {
                let plain = try await server.create { $0.bindMounts = [mount] }
                #expect(try await server.backend.run("ls", ["/x/inner"], in: plain).output.isEmpty)
            } catch {
                // runc asks the kernel for it in the user namespace, which may not see what a mount hides.
                #expect(
                    "\(error)".contains("file systems are mounted below the bind mount's source \(source)"), "\(error)")
                #expect(try await server.backend.containers(matching: PropertyFilter()) == [privileged])
            }
        }
    }
}

extension ServerProcess {
    fileprivate func create(
        _ privileged: Bool = false, _ change: (inout ContainerSpec) -> Void
    ) async throws -> Handle {
        var spec = ContainerSpec()
        spec.privileged = privileged
        change(&spec)
        return try await backend.create(spec)
    }

    fileprivate func makeFolder(_ name: String) throws -> FilePath {
        let path = folder.path.appending(FilePath(name).components)
        try Files.makeDirectories(path, mode: FilePermissions(rawValue: 0o755))
        return path
    }

    /// A folder with a file system of its own; unmount it.
    fileprivate func mountedFolder(_ name: String = "mounted", flags: Int) throws -> FilePath {
        let path = try makeFolder(name)
        guard mount("none", path.string, "tmpfs", UInt(flags), "mode=755") == 0 else { throw Errno(rawValue: errno) }
        return path
    }
}

extension FilePermissions {
    fileprivate static let everybody = FilePermissions(rawValue: 0o666)
}
