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
            ("file:///srv/image", .folder("/srv/image")),
            ("file:///srv/%C3%BC", .folder("/srv/ü")),
            ("/srv/image", .folder("/srv/image")),
            ("/srv/./a/../b/", .folder("/srv/b")),
            ("/srv/50%25:#?", .folder("/srv/50%25:#?")),
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

    @Test("must lead to a folder")
    func check() throws {
        let scratch = try TemporaryDirectory("image-source")
        let file = scratch.path.appending("image.tar")
        try Files.write([], to: file, mode: .ownerReadWrite, durably: false)
        let missing = scratch.path.appending("missing")

        #expect(throws: VolumizerError.imageNotFolder(file)) { try ImageSource.folder(file).check() }
        #expect(throws: VolumizerError.imageMissing(missing)) { try ImageSource.folder(missing).check() }
        #expect(throws: VolumizerError.imageMissing(file.appending("x"))) {
            try ImageSource.raw(file.appending("x")).check()
        }
        #expect(throws: Never.self) { try ImageSource.raw(scratch.path).check() }
    }
}
