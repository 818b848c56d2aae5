import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Volumizer

@Suite("An image's address")
struct ImageSourceTests {
    @Test(
        "names a folder to use as it is, or one to lay an overlay on",
        arguments: [
            ("raw:///srv/root", .raw("/srv/root")),
            ("RAW:/srv/root", .raw("/srv/root")),
            ("raw://localhost/srv/a%20b", .raw("/srv/a b")),
            ("file:///srv/image", .layer("/srv/image")),
            ("file:///srv/%C3%BC", .layer("/srv/ü")),
            ("/srv/image", .layer("/srv/image")),
            ("/srv/./a/../b/", .layer("/srv/b")),
            ("/srv/50%25:#?", .layer("/srv/50%25:#?")),
        ] as [(String, ImageSource)])
    func understood(uri: String, source: ImageSource) throws {
        #expect(try ImageSource(uri: uri, standard: "/never") == source)
    }

    @Test("is the server's default when there is none")
    func standard() throws {
        #expect(try ImageSource(uri: "", standard: "raw:///default") == .raw("/default"))
        #expect(throws: VolumizerError.noImage) { try ImageSource(uri: "", standard: "") }
    }

    @Test(
        "of another kind is refused with what would do",
        arguments: [
            "docker:///busybox", "docker://registry/busybox#latest", "oci:///layout", "preloaded+layer:///a?layer=b",
            "relative/path", "raw:relative", "raw://elsewhere/srv", "file:///a?b", "file:///a#b", "file:///a%2",
            "file:///a%zz",
            "file:///a%+1", "file:///%ff", "file:///a%00b", "raw:", "busybox:latest",
        ])
    func refused(uri: String) throws {
        let error = #expect(throws: VolumizerError.self) { try ImageSource(uri: uri, standard: "/never") }

        let text = try #require(error?.description)
        #expect(text.hasPrefix("image \(uri): "))
        #expect(text.contains("raw:///FOLDER"))
    }

    @Test("leads to a folder or a file; what else it may lead to is an error, and nothing of it is opened")
    func kind() throws {
        let scratch = try TemporaryDirectory("image-source")
        let file = scratch.path.appending("image.tar")
        try Files.write([1], to: file, mode: .ownerReadWrite, durably: false)
        let pipe = scratch.path.appending("pipe")
        try #require(mkfifo(pipe.string, 0o600) == 0)
        let missing = scratch.path.appending("missing")
        let loop = scratch.path.appending("loop")
        try Links.symbolic(to: "loop", at: loop)

        #expect(try ImageSource.layer(scratch.path).kind() == .folder(try FileStatus.of(scratch.path)))
        #expect(try ImageSource.layer(file).kind() == .archive(try FileStatus.of(file)))
        for special in [pipe, "/dev/null", "/dev/zero"] {
            #expect(throws: VolumizerError.imageSpecial(special)) { try ImageSource.layer(special).kind() }
        }
        for absent in [missing, file.appending("x")] {
            #expect(throws: VolumizerError.imageMissing(absent)) { try ImageSource.layer(absent).kind() }
            #expect(throws: VolumizerError.imageMissing(absent)) { try ImageSource.raw(absent).kind() }
        }
        #expect(throws: VolumizerError.imageUnreadable(loop, reason: "Too many levels of symbolic links")) {
            try ImageSource.layer(loop).kind()
        }
        #expect(throws: VolumizerError.imageNotFolder(file)) { try ImageSource.raw(file).kind() }
        #expect(throws: VolumizerError.imageNotFolder(file)) { try ImageSource.layer(file).checkFolder() }
        #expect(throws: Never.self) { try ImageSource.raw(scratch.path).checkFolder() }
    }
}
