import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Looking a program up as runc does")
struct ExecutableLookupTests {
    private let scratch: ScratchFolder
    private var first: String { scratch.path.appending("first").string }
    private var second: String { scratch.path.appending("second").string }

    init() throws {
        scratch = try ScratchFolder()
        let executable = FilePermissions(rawValue: 0o755)
        for folder in [first, second] { try Files.makeDirectory(FilePath(folder), mode: executable) }
        try Files.write([], to: FilePath(first + "/data"), mode: .ownerReadWrite, durably: false)
        try Files.write([], to: FilePath(second + "/data"), mode: executable, durably: false)
        try Files.write([], to: FilePath(second + "/tool"), mode: executable, durably: false)
    }

    @Test("the first that can be executed is taken")
    func finds() throws {
        let path = "\(first)::\(second)"

        #expect(try Executable.lookUp("tool", searchPath: path).string == second + "/tool")
        #expect(try Executable.lookUp("data", searchPath: path).string == second + "/data")
        #expect(try Executable.lookUp(second + "/tool", searchPath: nil).string == second + "/tool")
    }

    @Test("what is nowhere", arguments: ["nosuch", "", "no\"such\n"])
    func notFound(_ name: String) {
        let error = #expect(throws: LinuxError.self) { try Executable.lookUp(name, searchPath: "\(first):/bin") }

        let shown = name == "nosuch" ? "nosuch" : name.isEmpty ? "" : "no\\\"such\\n"
        #expect(error?.description == "exec: \"\(shown)\": executable file not found in $PATH")
    }

    @Test("no search path is nowhere")
    func noPath() {
        #expect(throws: LinuxError.self) { try Executable.lookUp("sh", searchPath: nil) }
        #expect(throws: LinuxError.self) { try Executable.lookUp("sh", searchPath: "") }
    }

    @Test("paths say what is wrong with them")
    func paths() {
        let missing = #expect(throws: LinuxError.self) { try Executable.lookUp("/nosuch", searchPath: nil) }
        let folder = #expect(throws: LinuxError.self) { try Executable.lookUp("/etc", searchPath: nil) }
        let data = #expect(throws: LinuxError.self) { try Executable.lookUp(first + "/data", searchPath: nil) }

        #expect(missing?.description == "exec: \"/nosuch\": stat /nosuch: no such file or directory")
        #expect(folder?.description == "exec: \"/etc\": is a directory")
        #expect(data?.description == "exec: \"\(first)/data\": permission denied")
    }

    @Test("a program found by a relative folder is refused")
    func relative() throws {
        // A folder that is where the test program is, whatever that is.
        let up = String(repeating: "../", count: 40)

        let error = #expect(throws: LinuxError.self) {
            try Executable.lookUp("tool", searchPath: up + second.dropFirst())
        }

        #expect(error?.description == "exec: \"tool\": cannot run executable found relative to current directory")
    }
}
