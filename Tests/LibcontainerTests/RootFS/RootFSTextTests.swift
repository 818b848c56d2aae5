import Linux
import SystemPackage
import Testing

@testable import Libcontainer

@Suite("Paths and errors of a container's root")
struct RootFSTextTests {
    @Test(
        "takes a path's text for its place only when nothing in it says otherwise",
        arguments: [
            ("/proc", true), ("/a/b-c.d", true), ("/", false), ("proc", false), ("", false), ("/a/", false),
            ("/a//b", false),
            ("/a/./b", false), ("/a/..", false), ("/.hidden", false),
        ])
    func plain(path: String, isPlain: Bool) {
        #expect(MountPlace.isPlain(path) == isPlain)
    }

    private static let denied = LinuxError.failed(operation: "mount on", subject: "/b", errno: .permissionDenied)

    static let faults: [(RootFSFault, String)] = [
        (
            .mount(source: "/a", destination: "/b", .system(denied)),
            "error mounting \"/a\" to rootfs at \"/b\": mount on /b: Permission denied"
        ),
        (
            .mount(source: "t", destination: "/proc/x", .insideProc("/proc/x")),
            "error mounting \"t\" to rootfs at \"/proc/x\": \"/proc/x\" cannot be mounted because it is inside /proc"
        ),
        (.step(.devices, denied), "error creating device nodes: mount on /b: Permission denied"),
        (.maskedPath("/b", denied), "can't mask path \"/b\": mount on /b: Permission denied"),
        (.readOnlyPath("/b", denied), "can't make \"/b\" read-only: mount on /b: Permission denied"),
    ]

    @Test("names what failed as runc does", arguments: faults)
    func texts(fault: RootFSFault, text: String) {
        #expect(LibcontainerError.rootFS(fault).description == text)
    }

    @Test(
        "says by mount(2) what the newer calls do not take",
        arguments: [
            ("tmpfs", "size=1m", false), ("overlay", "lowerdir=" + String(repeating: "x", count: 300), true),
            ("overlay", "lowerdir=a\\,b", true), ("tmpfs", "context=\"a,b\"", true), ("fuse.sshfs", "", true),
        ])
    func oldCalls(type: String, data: String, isOld: Bool) {
        #expect((NewFileSystem(type: type, source: "", data: data, flags: []).plainOptions == nil) == isOld)
    }
}
