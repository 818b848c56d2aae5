import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Kinds of namespaces")
struct NamespaceKindTests {
    @Test("each has a flag of its own, and is found by it", arguments: NamespaceKind.allCases)
    func flags(_ kind: NamespaceKind) {
        #expect(NamespaceKind(flag: kind.flag) == kind)
        #expect(kind.flag.rawValue.nonzeroBitCount == 1)
    }

    @Test("none and several flags are no kind", arguments: [NamespaceFlags(), [.pid, .user]])
    func noKind(_ flags: NamespaceFlags) {
        #expect(NamespaceKind(flag: flags) == nil)
    }

    @Test("each has its file in /proc, and the kernel says the same of it", arguments: NamespaceKind.allCases)
    func files(_ kind: NamespaceKind) throws {
        let pid = try #require(OwnProcess.pid)

        let file = try Namespaces.open(kind, of: pid)
        defer { file.closeIgnoringErrors() }

        #expect(try Namespaces.kind(of: file) == kind)
    }

    @Test("names are those of configurations")
    func names() {
        let names = ["user", "cgroup", "ipc", "uts", "network", "pid", "mount", "time"]

        #expect(NamespaceKind.allCases.map(\.rawValue) == names)
    }

    @Test("pipes and ordinary files are no namespaces")
    func others() throws {
        let (read, write) = try Pipe.make()
        defer {
            read.closeIgnoringErrors()
            write.closeIgnoringErrors()
        }

        #expect(try Namespaces.kind(of: read) == nil)
        #expect(throws: LinuxError.self) { try Namespaces.open("/etc/passwd", .pid) }
        #expect(throws: LinuxError.self) { try Namespaces.open("/nonexistent", .pid) }
    }

    @Test("a process knows its number and its parent's")
    func ownProcess() {
        #expect(OwnProcess.pid?.rawValue == getpid())
        #expect(OwnProcess.parent?.rawValue == getppid())
    }
}
